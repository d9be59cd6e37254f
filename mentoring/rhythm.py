"""How often two people look in on one another: on which days, and when the next nudges are. Pure."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import models
from django.utils.translation import gettext_lazy as _


class Often(models.TextChoices):
    DAILY = "daily", _("Every day")
    THREE = "three", _("Monday, Wednesday and Friday")
    WEEKLY = "weekly", _("Once a week")


THREE_DAYS = (0, 2, 4)


def is_day(often: str, weekday: int, day: date) -> bool:
    if often == Often.DAILY:
        return True
    return day.weekday() in (THREE_DAYS if often == Often.THREE else (weekday,))


def moments(
    often: str, weekday: int, hour: time, zone: ZoneInfo, after: datetime, until: datetime
) -> Iterator[tuple[date, datetime]]:
    """Each day with its moment in UTC, on the wall clock of one person. An hour that a clock change skips
    comes that much later; one that it repeats is meant the first time."""
    day, last = after.astimezone(zone).date(), until.astimezone(zone).date()
    while day <= last:
        moment = datetime.combine(day, hour, zone).astimezone(UTC)
        if is_day(often, weekday, day) and after < moment <= until:
            yield day, moment
        day += timedelta(days=1)
