"""VTIMEZONE components that calendar programs read right.

The iCalendar library can add its own, but offsets in them are wrong in some programs. So, from the
zone data itself: a change that comes every year on the same nth weekday becomes one component with a
yearly RRULE (the only form every program understands); any other change becomes a component of its
own, without a rule. RFC 5545 wants the onset in the wall time before the change.
"""

import zoneinfo
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard
from icalendar.prop import vRecur

from groups import zones

YEARS_AHEAD = 12
_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_EPOCH = datetime(1970, 1, 1)


@dataclass(frozen=True)
class Onset:
    """One change: the wall time before it, both offsets, and what the zone is called afterwards."""

    wall: datetime
    before: timedelta
    after: timedelta
    name: str
    is_daylight: bool

    @property
    def kind(self) -> tuple[timedelta, timedelta, str, bool]:
        return self.before, self.after, self.name, self.is_daylight


@lru_cache(maxsize=512)
def vtimezone(name: str, first_year: int) -> Timezone:
    """The zone from a year on. Shared between calendars: never change what it returns."""
    years = range(first_year, first_year + YEARS_AHEAD)
    onsets = list(_onsets(name, date(years[0], 1, 1), date(years[-1] + 1, 1, 1)))
    zone = Timezone()
    zone.add("TZID", name)
    zone.add_component(_before_all(name, first_year))
    for group in _by_kind(onsets):
        rule = _yearly(group, years)
        for onset in group[:1] if rule else group:
            zone.add_component(_component(onset, rule))
    return zone


def _onsets(name: str, first: date, last: date) -> Iterator[Onset]:
    zone = zoneinfo.ZoneInfo(name)
    for moment, before, after in zones.changes(name, first, last):
        local = moment.replace(tzinfo=UTC).astimezone(zone)
        yield Onset(moment + before, before, after, local.tzname() or name, bool(local.dst()))


def _before_all(name: str, first_year: int) -> TimezoneStandard | TimezoneDaylight:
    start = datetime(first_year, 1, 1, tzinfo=UTC).astimezone(zoneinfo.ZoneInfo(name))
    offset = start.utcoffset() or timedelta(0)
    return _component(Onset(_EPOCH, offset, offset, start.tzname() or name, False), None)


def _by_kind(onsets: list[Onset]) -> list[list[Onset]]:
    kinds: dict[tuple, list[Onset]] = {}
    for onset in onsets:
        kinds.setdefault(onset.kind, []).append(onset)
    return list(kinds.values())


def _yearly(onsets: list[Onset], years: range) -> vRecur | None:
    """The yearly rule of these changes, if there is one in every year and one rule gives them all."""
    walls = [onset.wall for onset in onsets]
    same_hour = len({(wall.month, wall.weekday(), wall.time()) for wall in walls}) == 1
    if [wall.year for wall in walls] != list(years) or not same_hour:
        return None
    if all((wall + timedelta(days=7)).month != wall.month for wall in walls):
        nth = -1
    elif len({(wall.day - 1) // 7 for wall in walls}) == 1:
        nth = (walls[0].day - 1) // 7 + 1
    else:
        return None
    day = f"{nth}{_DAYS[walls[0].weekday()]}"
    return vRecur({"FREQ": "YEARLY", "BYMONTH": walls[0].month, "BYDAY": day})


def _component(onset: Onset, rule: vRecur | None) -> TimezoneStandard | TimezoneDaylight:
    part = TimezoneDaylight() if onset.is_daylight else TimezoneStandard()
    part.add("DTSTART", onset.wall)
    part.add("TZOFFSETFROM", onset.before)
    part.add("TZOFFSETTO", onset.after)
    part.add("TZNAME", onset.name)
    if rule:
        part.add("RRULE", rule)
    return part
