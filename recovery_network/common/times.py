"""Times as people say them: "evening 7:30", "tomorrow", in the viewer's zone and in the meeting's own.

The part of the day is a word, because am and pm are misread. Digits are western in every language.
"""

import zoneinfo
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import lru_cache

from django.utils import formats, timezone
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext, pgettext
from django.utils.translation import gettext_lazy as _

# First hour of morning, afternoon, evening, night. Urdu says "evening" from four and "night" from eight.
PART_STARTS = {"ur": (4, 12, 16, 20)}
DEFAULT_PART_STARTS = (4, 12, 17, 21)

# Zones people here are most likely to live in come first; the rest follow by name.
NEAR_ZONES: tuple[tuple[str, str | Promise], ...] = (
    ("Asia/Dhaka", _("Bangladesh")),
    ("Asia/Kolkata", _("India")),
    ("Asia/Karachi", _("Pakistan")),
    ("Asia/Kathmandu", _("Nepal")),
    ("Asia/Colombo", _("Sri Lanka")),
    ("Asia/Kabul", _("Afghanistan")),
    ("Asia/Dubai", _("United Arab Emirates")),
    ("Asia/Riyadh", _("Saudi Arabia")),
    ("Asia/Kuala_Lumpur", _("Malaysia")),
    ("Asia/Singapore", _("Singapore")),
    ("Europe/London", _("United Kingdom")),
    ("America/Toronto", _("Canada, east")),
    ("America/New_York", _("United States, east")),
    ("America/Chicago", _("United States, middle")),
    ("America/Los_Angeles", _("United States, west")),
    ("Australia/Sydney", _("Australia, east")),
)
ZONE_COUNTRIES = {
    "Asia/Dhaka": "BD", "Asia/Kolkata": "IN", "Asia/Calcutta": "IN", "Asia/Karachi": "PK",
    "Asia/Kathmandu": "NP", "Asia/Katmandu": "NP", "Asia/Colombo": "LK", "Europe/London": "GB",
    "Australia/Sydney": "AU", "Australia/Melbourne": "AU", "Australia/Brisbane": "AU",
    "Australia/Perth": "AU", "Australia/Adelaide": "AU", "Australia/Hobart": "AU",
    "America/Toronto": "CA", "America/Vancouver": "CA", "America/Edmonton": "CA", "America/Winnipeg": "CA",
    "America/Halifax": "CA", "America/New_York": "US", "America/Chicago": "US", "America/Denver": "US",
    "America/Phoenix": "US", "America/Los_Angeles": "US", "America/Anchorage": "US", "Pacific/Honolulu": "US",
}  # fmt: skip


@lru_cache(maxsize=1)
def zone_names() -> frozenset[str]:
    """Every zone a person may choose: those with a place in their name, and UTC."""
    return frozenset(
        z for z in zoneinfo.available_timezones() if ("/" in z and not z.startswith("Etc/")) or z == "UTC"
    )


def zone_or_none(name: str | None) -> zoneinfo.ZoneInfo | None:
    """The zone of a name somebody sent us, or None for anything that is not one."""
    return zoneinfo.ZoneInfo(name) if name in zone_names() else None


def zone_choices() -> list[tuple[str, list[tuple[str, str | Promise]]]]:
    """Grouped choices for a select: near zones by country, then all by place."""
    near = {name for name, _label in NEAR_ZONES}
    rest = sorted(name for name in zone_names() if name not in near)
    return [
        (gettext("Nearby"), list(NEAR_ZONES)),
        (gettext("All places"), [(name, zone_label(name)) for name in rest]),
    ]


def zone_label(name: str) -> str:
    """A zone as a place: "Bangladesh" for the near ones, "Sao Paulo, America" for the rest."""
    near = dict(NEAR_ZONES).get(name)
    if near is not None:
        return str(near)
    area, _slash, place = name.replace("_", " ").partition("/")
    return f"{place}, {area}" if place else area


def country_of_zone(name: str) -> str:
    """ISO country of a zone, or "" where we do not know it: only ever a first guess."""
    return ZONE_COUNTRIES.get(name, "")


def part_of_day(hour: int, language: str | None = None) -> str:
    """night, morning, afternoon or evening: how the language of the page divides the day."""
    key = (language or get_language() or "en").split("-")[0]
    morning, afternoon, evening, night = PART_STARTS.get(key, DEFAULT_PART_STARTS)
    if hour < morning or hour >= night:
        return "night"
    if hour < afternoon:
        return "morning"
    return "afternoon" if hour < evening else "evening"


def in_zone(moment: datetime, zone: zoneinfo.ZoneInfo | str | None = None) -> datetime:
    """The moment on the wall clock of a zone; without one, of the page's current zone."""
    return timezone.localtime(moment, zoneinfo.ZoneInfo(zone) if isinstance(zone, str) else zone)


def bare_clock(local: datetime) -> str:
    """7:30, in the twelve-hour clock and western digits."""
    return f"{local.hour % 12 or 12}:{local.minute:02d}"


def clock(moment: datetime, zone: zoneinfo.ZoneInfo | str | None = None) -> str:
    """ "evening 7:30" in the words of the page's language."""
    local = in_zone(moment, zone)
    values = {"clock": bare_clock(local)}
    return {
        "night": gettext("night %(clock)s"),
        "morning": gettext("morning %(clock)s"),
        "afternoon": gettext("afternoon %(clock)s"),
        "evening": gettext("evening %(clock)s"),
    }[part_of_day(local.hour)] % values


def is_whole_day(start: datetime, end: datetime) -> bool:
    """From a whole day on, hours say nothing: it is "all day"."""
    return end - start >= timedelta(hours=24)


def clock_range(start: datetime, end: datetime, zone: zoneinfo.ZoneInfo | str | None = None) -> str:
    """ "evening 7:30 to 8:30"; the second word is said only when the part of the day changes."""
    if is_whole_day(start, end):
        return gettext("all day")
    first, last = in_zone(start, zone), in_zone(end, zone)
    same = part_of_day(first.hour) == part_of_day(last.hour) and end - start < timedelta(hours=12)
    values = {"start": clock(start, zone), "end": bare_clock(last) if same else clock(end, zone)}
    return gettext("%(start)s to %(end)s") % values


def day(local_date: date, today: date) -> str:
    """Today, tomorrow, yesterday, or Mon 23 November; the year only when it is another one."""
    near = {0: gettext("Today"), 1: gettext("Tomorrow"), -1: gettext("Yesterday")}
    if (said := near.get((local_date - today).days)) is not None:
        return said
    return formats.date_format(local_date, "D j F" if local_date.year == today.year else "D j F Y")


def when(moment: datetime, now: datetime, zone: zoneinfo.ZoneInfo | str | None = None) -> str:
    """ "Tomorrow, evening 7:30"."""
    local = in_zone(moment, zone)
    return _day_and(local, now, zone, clock(moment, zone))


def when_range(
    start: datetime, end: datetime, now: datetime, zone: zoneinfo.ZoneInfo | str | None = None
) -> str:
    """ "Tomorrow, evening 7:30 to 8:30"."""
    return _day_and(in_zone(start, zone), now, zone, clock_range(start, end, zone))


def _day_and(local: datetime, now: datetime, zone: zoneinfo.ZoneInfo | str | None, said: str) -> str:
    values = {"day": day(local.date(), in_zone(now, zone).date()), "clock": said}
    return pgettext("a day and a time", "%(day)s, %(clock)s") % values


def first_zone(names: Iterable[str | None], default: str) -> zoneinfo.ZoneInfo:
    """The first usable name of several guesses: what the page says, the cookie, the site's own."""
    for name in names:
        if (zone := zone_or_none(name)) is not None:
            return zone
    return zoneinfo.ZoneInfo(default)
