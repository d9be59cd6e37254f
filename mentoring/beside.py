"""Who may be put beside whom when there is no time for a round. Pure: facts in, yes or no out."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from mentoring.customs import Gender, Meets
from mentoring.hard_rules import may_meet
from notifications.quiet import quiet_until

Two = frozenset[int]


@dataclass(frozen=True)
class Side:
    """One person: what they say of themselves for this, and whom they would meet."""

    person: int
    languages: Collection[str]
    gender: str = Gender.UNSAID
    meets: str = Meets.ANYONE


@dataclass(frozen=True)
class Kept:
    """`apart` are two who shall not meet, for whatever reason; `looked_at` wait for the centre's answer."""

    apart: frozenset[Two] = field(default_factory=frozenset)
    looked_at: frozenset[int] = field(default_factory=frozenset)


def may_talk(one: Side, other: Side, kept: Kept) -> bool:
    """Both ways, and the same for both: it does not matter who asks."""
    return (
        one.person != other.person
        and frozenset((one.person, other.person)) not in kept.apart
        and kept.looked_at.isdisjoint({one.person, other.person})
        and not set(one.languages).isdisjoint(other.languages)
        and may_meet(one.meets, other.gender)
        and may_meet(other.meets, one.gender)
    )


def is_in_hours(now: datetime, zone: ZoneInfo, starts: time, ends: time) -> bool:
    """The first minute counts, the last does not; equal ends are the whole day."""
    at = now.astimezone(zone).time()
    if starts == ends:
        return True
    return starts <= at < ends if starts < ends else at >= starts or at < ends


def is_ready(
    now: datetime, zone: ZoneInfo, hours: tuple[time, time], until_on: date, asked_today: int, most: int
) -> bool:
    """Within the hours one chose, not after the last day, and not too often a day."""
    today = now.astimezone(zone).date()
    return today <= until_on and asked_today < most and is_in_hours(now, zone, *hours)


def is_quiet(now: datetime, zone: str, quiet: tuple[time | None, time | None]) -> bool:
    """The quiet hours of somebody's notes hold here, too."""
    return quiet_until(now, zone, *quiet) is not None
