"""When a line answers. Pure: a line's own fields, a moment, words."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext

from recovery_network.common import times
from recovery_network.common.text import listed


@dataclass(frozen=True)
class Hours:
    """Wall-clock hours of a zone; no days means every day; `closes` before `opens` is past midnight."""

    always: bool = False
    opens: time | None = None
    closes: time | None = None
    days: tuple[int, ...] = ()
    zone: str = ""

    @property
    def known(self) -> bool:
        return self.always or (self.opens is not None and self.closes is not None and bool(self.zone))


def is_open(hours: Hours, now: datetime) -> bool | None:
    """True, False, or None when the hours are not known: then a person should simply try."""
    if hours.always or not hours.known or hours.opens is None or hours.closes is None:
        return True if hours.always else None
    local = now.astimezone(ZoneInfo(hours.zone))
    if hours.opens < hours.closes:
        return _on(hours, local.weekday()) and hours.opens <= local.time() < hours.closes
    late = _on(hours, local.weekday()) and local.time() >= hours.opens
    early = _on(hours, (local - timedelta(days=1)).weekday()) and local.time() < hours.closes
    return late or early


def _on(hours: Hours, weekday: int) -> bool:
    return not hours.days or weekday in hours.days


def in_words(hours: Hours, now: datetime) -> str:
    """ "Day and night", "evening 6:00 to 10:00", or what we do not know."""
    if hours.always:
        return gettext("Day and night")
    if not hours.known or hours.opens is None or hours.closes is None:
        return gettext("We do not know the hours. Try now.")
    zone = ZoneInfo(hours.zone)
    today = now.astimezone(zone).date()
    start = datetime.combine(today, hours.opens, zone)
    end = datetime.combine(
        today if hours.closes > hours.opens else today + timedelta(days=1), hours.closes, zone
    )
    said = times.clock_range(start, end, zone)
    if not hours.days:
        return said
    days = listed(str(WEEKDAYS[d]) for d in hours.days)
    return gettext("%(days)s: %(hours)s") % {"days": days, "hours": said}
