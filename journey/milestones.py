"""Days worth marking, true to the calendar. Pure: dates in, dates out.

30, 60 and 90 days are counts of days. Months and years are the calendar's: never 30 or 365 days.
Where the calendar has no such day (29 February in most years, 31 in a short month) the person chose
the day before it or the day after.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

Unit = Literal["hours", "days", "weeks", "months", "years"]
Missing = Literal["before", "after"]
LAST_YEAR = date.max.year


@dataclass(frozen=True, order=True)
class Milestone:
    number: int
    unit: Unit

    @property
    def key(self) -> str:
        return f"{self.number}-{self.unit}"


@dataclass(frozen=True)
class Counting:
    """How one person counts: the first day is day 0 or day 1, and what a missing day becomes."""

    first_day: int = 0
    missing: Missing = "before"


def days(*numbers: int) -> tuple[Milestone, ...]:
    return tuple(Milestone(n, "days") for n in numbers)


def months(*numbers: int) -> tuple[Milestone, ...]:
    return tuple(Milestone(n, "months") for n in numbers)


FIRST = Milestone(24, "hours")
WEEK = Milestone(1, "weeks")
# What each pack marks before the second year; from then on each year, in every pack but "none".
PACKS: dict[str, tuple[Milestone, ...]] = {
    "usual": (FIRST, WEEK, *days(30, 60, 90), *months(6, 9), Milestone(1, "years"), *months(18)),
    "monthly": (FIRST, *months(*range(1, 12)), Milestone(1, "years")),
    "yearly": (Milestone(1, "years"),),
    "none": (),
}


def pack(name: str, years: int) -> tuple[Milestone, ...]:
    """The milestones of a pack, up to so many years."""
    early = PACKS[name]
    return (*early, *(Milestone(n, "years") for n in range(2, years + 1))) if early else ()


def add_months(began_on: date, number: int, missing: Missing = "before") -> date:
    """The same day so many months later, or the day beside it where that month has no such day."""
    year, month = divmod(began_on.year * 12 + began_on.month - 1 + number, 12)
    last = monthrange(year, month + 1)[1]
    if began_on.day <= last:
        return date(year, month + 1, began_on.day)
    end = date(year, month + 1, last)
    return end if missing == "before" else end + timedelta(days=1)


def day_of(milestone: Milestone, began_on: date, how: Counting) -> date:
    """The local date on which it is reached. Counts of days are reached when the count shows them."""
    number, unit = milestone.number, milestone.unit
    if unit == "years":
        return add_months(began_on, 12 * number, how.missing)
    if unit == "months":
        return add_months(began_on, number, how.missing)
    if unit == "hours":
        return began_on + timedelta(days=number // 24)
    return began_on + timedelta(days=number * (7 if unit == "weeks" else 1) - how.first_day)


def first_day_over_at(began_on: date, zone: ZoneInfo, moment: datetime | None = None) -> datetime:
    """24 hours after the moment the person gave; without one, the next midnight where they live."""
    if moment is not None:
        return moment.astimezone(UTC) + timedelta(hours=24)
    return datetime.combine(began_on + timedelta(days=1), time(), zone).astimezone(UTC)


def reached(
    name: str, began_on: date, today: date, how: Counting, *, first_day_is_over: bool = True
) -> list[Milestone]:
    """Those behind a person on this local day, earliest first."""
    found = [each for each in _of(name, began_on, today) if day_of(each, began_on, how) <= today]
    if not first_day_is_over and FIRST in found:
        found.remove(FIRST)
    return sorted(found, key=lambda each: (day_of(each, began_on, how), each.unit != "hours"))


def following(name: str, began_on: date, today: date, how: Counting) -> Milestone | None:
    """The next one after this local day, if the pack has one and the calendar still has the day."""
    ahead = [each for each in _of(name, began_on, today) if day_of(each, began_on, how) > today]
    return min(ahead, key=lambda each: day_of(each, began_on, how), default=None)


def _of(name: str, began_on: date, today: date) -> tuple[Milestone, ...]:
    years = max(today.year - began_on.year + 2, 2)
    return pack(name, min(years, LAST_YEAR - began_on.year - 1))


def elapsed(began_on: date, today: date, missing: Missing = "before") -> tuple[int, int, int]:
    """Whole years, whole months and days between two dates, never rounded up."""
    if today < began_on:
        return 0, 0, 0
    whole = (today.year - began_on.year) * 12 + today.month - began_on.month + 1
    while add_months(began_on, whole, missing) > today:
        whole -= 1
    left = today - add_months(began_on, whole, missing)
    return whole // 12, whole % 12, left.days
