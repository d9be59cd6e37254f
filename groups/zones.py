"""IANA time zones: which names exist, and what one wall time means on one date.

Two nights of the year have a wall time that does not exist (the clocks jump over it) or exists
twice (they are put back). The policy, the same here, in schedule.py and in the SQL that fills the
occurrences: the offset in force *before* the change holds until the change is over on the wall.
So a skipped 2:30 becomes 3:30, and a doubled 1:30 is the first one.
"""

import zoneinfo
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, lru_cache

import tzdata
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

VERSION: str = tzdata.IANA_VERSION
_NONE = timedelta(0)
_NOT_PLACES = {"Factory", "localtime", "posixrules"}


@cache
def names() -> frozenset[str]:
    """Every zone a meeting may be in."""
    return frozenset(zoneinfo.available_timezones() - _NOT_PLACES)


def validate(name: str) -> None:
    """A model and form validator."""
    if name not in names():
        raise ValidationError(_("This is not a time zone we know."), code="time_zone")


def instant(day: date, wall: time, zone: zoneinfo.ZoneInfo) -> datetime:
    """The UTC moment of a wall time, by the policy above (fold=0 is exactly that policy)."""
    return datetime.combine(day, wall.replace(fold=0), tzinfo=zone).astimezone(UTC)


def trouble(day: date, wall: time, zone: zoneinfo.ZoneInfo) -> str:
    """ "skipped", "doubled" or "" for a wall time on a date."""
    first = datetime.combine(day, wall.replace(fold=0), tzinfo=zone)
    second = first.replace(fold=1)
    before, after = first.utcoffset() or _NONE, second.utcoffset() or _NONE
    if before == after:
        return ""
    return "doubled" if before > after else "skipped"


@dataclass(frozen=True)
class Span:
    """For wall times from `wall_from` until before `wall_until`, UTC = wall - offset."""

    zone: str
    wall_from: datetime
    wall_until: datetime
    offset: timedelta


def spans(name: str, first: date, last: date) -> Iterator[Span]:
    """The offsets of a zone over whole days, first to last included, cut by the policy above."""
    start, end = datetime.combine(first, time()), datetime.combine(last + timedelta(days=1), time())
    for moment, before, after in changes(name, first - timedelta(days=2), last + timedelta(days=2)):
        until = min(max(moment + max(before, after), start), end)
        if until > start:
            yield Span(name, start, until, before)
            start = until
    if start < end:
        probe = datetime.combine(last + timedelta(days=2), time(), tzinfo=UTC)
        yield Span(name, start, end, _offset(zoneinfo.ZoneInfo(name), probe))


@lru_cache(maxsize=2048)
def changes(name: str, first: date, last: date) -> tuple[tuple[datetime, timedelta, timedelta], ...]:
    """(UTC moment without zone, offset before, offset after) of each change, found by bisection."""
    zone, found = zoneinfo.ZoneInfo(name), []
    low = datetime.combine(first, time(), tzinfo=UTC)
    end = datetime.combine(last, time(), tzinfo=UTC)
    while low < end:
        # A day at a time: Ramadan suspends daylight saving in some zones for only four weeks.
        high = min(low + timedelta(days=1), end)
        before, after = _offset(zone, low), _offset(zone, high)
        if before != after:
            found.append((_bisect(zone, low, high).replace(tzinfo=None), before, after))
        low = high
    return tuple(found)


def _bisect(zone: zoneinfo.ZoneInfo, low: datetime, high: datetime) -> datetime:
    before = _offset(zone, low)
    while high - low > timedelta(seconds=1):
        middle = (low + (high - low) / 2).replace(microsecond=0)
        low, high = (middle, high) if _offset(zone, middle) == before else (low, middle)
    return high


def _offset(zone: zoneinfo.ZoneInfo, moment: datetime) -> timedelta:
    offset = moment.astimezone(zone).utcoffset()
    assert offset is not None
    return offset
