"""When a series meets. Pure: no database, no clock.

A meeting is a wall time in a zone and an elapsed length, so its UTC start follows the zone's law
and an overnight meeting ends on the next date. Wall times that a change of the clocks skips or
doubles follow the policy of zones.py. Months without a fifth weekday are skipped, as in RFC 5545.

A date of the rule keeps that date as its key for ever: a meeting moved from Tuesday to Thursday is
still the one of Tuesday, so reminders, rooms and calendars can follow it.
"""

import zoneinfo
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from groups import zones

WEEKLY, MONTHLY = "weekly", "monthly"
CANCELLED, MOVED, EXTRA = "cancelled", "moved", "extra"
# Bits of `weekdays`: Monday is 1, Sunday is 64. Bits of `nths`: first is 1, fifth is 16, last is 32.
LAST = 32
# How far ahead meetings are made, and how long one must be to be found by another index (finder.py).
HORIZON, LONG = timedelta(weeks=10), timedelta(hours=3)
_MONDAY = date(1970, 1, 5).toordinal()


@dataclass(frozen=True)
class Rule:
    """A validated subset of RRULE as numbers; `every` counts weeks or months from `start_date`."""

    start_date: date
    local_start: time
    duration_minutes: int
    weekdays: int
    frequency: str = WEEKLY
    every: int = 1
    nths: int = 0
    week_start: int = 0
    end_date: date | None = None


@dataclass(frozen=True)
class Change:
    """What is different on one date of the rule, or a date beside the rule (extra)."""

    local_date: date
    kind: str
    new_date: date | None = None
    new_start: time | None = None
    new_duration: int | None = None


@dataclass(frozen=True)
class Season:
    """Other hours from one date to another, both included: Ramadan, summer."""

    from_on: date
    to_on: date
    local_start: time
    duration_minutes: int | None = None


@dataclass(frozen=True, order=True)
class Meeting:
    """One meeting: the date that is its key, when it is, and what the clocks did to it."""

    local_date: date
    starts_at: datetime
    ends_at: datetime
    cancelled: bool = False
    trouble: str = ""


def occurrences(
    rule: Rule,
    changes: Iterable[Change],
    seasons: Iterable[Season],
    zone: zoneinfo.ZoneInfo,
    first: date,
    last: date,
) -> list[Meeting]:
    """Meetings that take place on a date in the window, by key; a cancelled one on its own date."""
    by_date = {change.local_date: change for change in changes}
    hours = list(seasons)
    keys = set(dates(rule, first, last))
    for key, change in by_date.items():
        if change.kind == EXTRA or matches(rule, key):
            keys.add(key)
    made = ((key, by_date.get(key)) for key in sorted(keys))
    return [
        _meeting(rule, key, change, hours, zone)
        for key, change in made
        if first <= ((change and change.new_date) or key) <= last
    ]


def _meeting(
    rule: Rule, key: date, change: Change | None, seasons: list[Season], zone: zoneinfo.ZoneInfo
) -> Meeting:
    day = (change and change.new_date) or key
    season = next((s for s in seasons if s.from_on <= day <= s.to_on), None)
    wall = (change and change.new_start) or (season.local_start if season else rule.local_start)
    minutes = (
        (change and change.new_duration) or (season and season.duration_minutes) or rule.duration_minutes
    )
    start = zones.instant(day, wall, zone)
    cancelled = change is not None and change.kind == CANCELLED
    return Meeting(key, start, start + timedelta(minutes=minutes), cancelled, zones.trouble(day, wall, zone))


def dates(rule: Rule, first: date, last: date) -> Iterator[date]:
    """The rule's dates from first to last, both included, without walking from its start."""
    day = max(first, rule.start_date)
    end = last if rule.end_date is None else min(last, rule.end_date)
    while day <= end:
        if matches(rule, day):
            yield day
        day += timedelta(days=1)


def matches(rule: Rule, day: date) -> bool:
    """Does the rule make a meeting on this date?"""
    if day < rule.start_date or (rule.end_date is not None and day > rule.end_date):
        return False
    if not rule.weekdays & (1 << day.weekday()):
        return False
    if rule.frequency == MONTHLY:
        return bool(nths_of(day) & rule.nths) and (_month(day) - _month(rule.start_date)) % rule.every == 0
    return (_week(day, rule.week_start) - _week(rule.start_date, rule.week_start)) % rule.every == 0


def nths_of(day: date) -> int:
    """The bits a date has in its month: its count, and LAST when a week later is another month."""
    nth = 1 << ((day.day - 1) // 7)
    return nth | LAST if (day + timedelta(days=7)).month != day.month else nth


def _week(day: date, week_start: int) -> int:
    return (day.toordinal() - _MONDAY - week_start) // 7


def _month(day: date) -> int:
    return day.year * 12 + day.month
