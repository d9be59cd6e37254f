"""The person's own calendar, and what a date they typed can be. Pure."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

OLDEST_YEARS = 100
FURTHEST_YEARS = 10


def today_of(time_zone: str, now: datetime) -> date:
    """The day it is where the person lives."""
    return now.astimezone(ZoneInfo(time_zone)).date()


def end_of_day(day: date, time_zone: str) -> datetime:
    """The midnight after it, where the person lives."""
    return datetime.combine(day + timedelta(days=1), time(), ZoneInfo(time_zone))


def fault_in_past(day: date, today: date) -> str | Promise:
    """Why this cannot be a day that was; "" when it can."""
    if day > today:
        return _("This day is still to come. Choose today or a day before.")
    if day.year < today.year - OLDEST_YEARS:
        return _("Check the year. This day is more than 100 years ago.")
    return ""


def fault_in_future(day: date, today: date) -> str | Promise:
    """Why this cannot be a day to come; today still can."""
    if day < today:
        return _("This day is over. Choose today or a later day.")
    if day.year > today.year + FURTHEST_YEARS:
        return _("Check the year. This day is more than 10 years away.")
    return ""
