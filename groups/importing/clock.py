"""Times of day and lengths of meetings as lists write them."""

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass
from typing import Any

from groups.importing.limits import DEFAULT_MINUTES, MAX_MINUTES

_CLOCK = re.compile(
    r"(?:.{0,12}\d{4}-\d\d-\d\d[T ])?(\d{1,2})(?:\s?[:.h]\s?(\d\d)(?::(\d\d)(?:\.\d{1,6})?)?|h)?Z?\s*"
    r"([ap]\.?\s?m\.?|noon|midnight|midday|n|hrs?|uhr)?",
    re.I,
)
_BASIC = re.compile(r"([01]\d|2[0-3])([0-5]\d)")
_PLAIN = re.compile(r"([01]\d|2[0-3]):[0-5]\d(?::00)?|(?:0?[1-9]|1[0-2]):[0-5]\d ?[AP]M", re.I)
_NOON, _MIDNIGHT = {"noon", "midday", "12 noon"}, {"midnight", "12 midnight"}


@dataclass(frozen=True, slots=True)
class Clock:
    """A wall time; `days_later` is 1 for 24:00; `note` is an action of the report, or empty."""

    time: dt.time
    days_later: int = 0
    note: str = ""


def read_clock(value: Any) -> Clock | None:
    """A wall time, or None when it is not understood. Words for noon and midnight are times."""
    if isinstance(value, dt.datetime):
        return Clock(value.time().replace(second=0, microsecond=0, tzinfo=None))
    if isinstance(value, dt.time):
        return Clock(value.replace(second=0, microsecond=0, tzinfo=None))
    if isinstance(value, dt.timedelta):
        return _minutes_of_day(int(value.total_seconds() // 60))
    if isinstance(value, str):
        return _read_text(_ascii(value))
    return None


def _minutes_of_day(minutes: int) -> Clock | None:
    return Clock(dt.time(minutes // 60, minutes % 60)) if 0 <= minutes < 1440 else None


def _ascii(text: str) -> str:
    """Bengali, Urdu, Hindi and other digits as 0 to 9."""
    text = unicodedata.normalize("NFKC", text.strip()[:60])
    return "".join(str(unicodedata.digit(c, c)) for c in text).casefold()


def _read_text(text: str) -> Clock | None:
    if text in _NOON:
        return Clock(dt.time(12), note="read_as")
    if text in _MIDNIGHT:
        return Clock(dt.time(0), note="start_of_day")
    basic = _BASIC.fullmatch(text)
    if basic:
        return Clock(dt.time(int(basic[1]), int(basic[2])), note="read_as")
    found = _CLOCK.fullmatch(text)
    if not found or (found[2] is None and not found[4] and not text.endswith("h")):
        return None
    clock = _combine(int(found[1]), int(found[2] or 0), (found[4] or "").replace(".", "").replace(" ", ""))
    if clock and not clock.note and not _PLAIN.fullmatch(text):
        return Clock(clock.time, clock.days_later, "read_as")
    return clock


def _combine(hour: int, minute: int, mark: str) -> Clock | None:
    if minute > 59 or hour > 24:
        return None
    if mark == "midnight" and hour in (0, 12, 24):
        return Clock(dt.time(0, minute), note="start_of_day")
    if hour == 24:
        return Clock(dt.time(0), 1, "next_midnight") if minute == 0 and not mark else None
    if mark in ("am", "pm") and hour <= 12:
        hour = hour % 12 + (12 if mark == "pm" else 0)
    elif mark in ("am", "pm"):
        # “19:00 PM” is common and clear; “19:00 AM” is not.
        return Clock(dt.time(hour, minute), note="read_as") if mark == "pm" else None
    if (hour, minute) == (23, 59):
        return Clock(dt.time(23, 59), note="maybe_midnight")
    return Clock(dt.time(hour, minute))


def minutes_between(start: dt.time, end: dt.time | None) -> tuple[int, str]:
    """Length in minutes and a note. An end before the start is on the next day, up to 12 hours."""
    if end is None:
        return DEFAULT_MINUTES, ""
    minutes = (end.hour * 60 + end.minute) - (start.hour * 60 + start.minute)
    if minutes == 0:
        return DEFAULT_MINUTES, "end_equal"
    overnight = minutes < 0
    minutes %= 1440
    if minutes > MAX_MINUTES:
        return DEFAULT_MINUTES, "end_too_late"
    return minutes, "next_day" if overnight and end != dt.time(0) else ""


def read_duration(value: Any) -> int | None:
    """“01:30:00” or “1:30” as minutes; None for nothing, for 0 and for more than 12 hours."""
    found = re.fullmatch(r"(\d{1,3}):(\d\d)(?::\d\d)?", _ascii(value)) if isinstance(value, str) else None
    if not found:
        return None
    minutes = int(found[1]) * 60 + int(found[2])
    return minutes if 0 < minutes <= MAX_MINUTES else None
