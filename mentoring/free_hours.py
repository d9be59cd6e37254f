"""Free hours of a week in somebody's own zone, laid over somebody else's in another. Pure.

A week is a number of 672 bits, one for each quarter of an hour of the week in UTC. Zones are whole quarters
away from UTC, so what two people share is one `&`. The week is a real one, because clocks change:
whoever asks in March is answered for March.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

QUARTER = timedelta(minutes=15)
WEEK = 7 * 24 * 4
ALWAYS = (1 << WEEK) - 1


@dataclass(frozen=True)
class Span:
    """From one time to another on a weekday (0 is Monday). One that ends before it begins ends tomorrow."""

    weekday: int
    starts: time
    ends: time


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def quarters(spans: Iterable[Span], zone: ZoneInfo, monday: date) -> int:
    """The free quarters of the week that begins on this Monday; a part of a quarter is not free."""
    free = 0
    for span in spans:
        first = datetime.combine(monday + timedelta(days=span.weekday), span.starts, zone)
        ends_on = first.date() + timedelta(days=span.ends <= span.starts)
        last = datetime.combine(ends_on, span.ends, zone)
        free |= _bits(first.astimezone(UTC), last.astimezone(UTC), monday)
    return free


def _bits(first: datetime, last: datetime, monday: date) -> int:
    """What leaves the week on one side comes in on the other: every week is alike."""
    origin = datetime.combine(monday, time(), UTC)
    begin = -((origin - first) // QUARTER)
    count = min((last - origin) // QUARTER - begin, WEEK)
    if count <= 0:
        return 0
    bits = ((1 << count) - 1) << (begin % WEEK)
    return (bits & ALWAYS) | (bits >> WEEK)


def minutes(free: int) -> int:
    return free.bit_count() * 15


def windows(free: int, zone: ZoneInfo, monday: date) -> list[tuple[datetime, datetime]]:
    """Stretches of free time in a zone, the longest first. All week long is no stretch: ask `ALWAYS`."""
    origin = datetime.combine(monday, time(), UTC)
    runs = [(origin + begin * QUARTER, origin + end * QUARTER) for begin, end in _runs(free)]
    local = [(begin.astimezone(zone), end.astimezone(zone)) for begin, end in runs]
    return sorted(local, key=lambda run: (run[0] - run[1], run[0]))


def _runs(free: int) -> list[tuple[int, int]]:
    """Begin and end of each run of bits; one that goes over the end of the week is one run."""
    if free in (0, ALWAYS):
        return []
    begins = [at for at in range(WEEK) if free >> at & 1 and not free >> (at - 1) % WEEK & 1]
    return [(begin, begin + _length(free, begin)) for begin in begins]


def _length(free: int, begin: int) -> int:
    turned = (free >> begin) | (free << (WEEK - begin))
    return next(count for count in range(WEEK) if not turned >> count & 1)
