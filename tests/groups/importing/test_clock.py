"""Times of day and lengths."""

import datetime as dt

import pytest

from groups.importing.clock import minutes_between, read_clock, read_duration


@pytest.mark.parametrize(
    ("value", "time", "note"),
    [
        ("18:00", "18:00", ""),
        ("18:00:00", "18:00", ""),
        ("8:00 PM", "20:00", ""),
        ("12:00 AM", "00:00", ""),
        ("12:00 PM", "12:00", ""),
        ("00:00", "00:00", ""),
        ("12:00", "12:00", ""),
        ("8:00", "08:00", "read_as"),
        ("6 pm", "18:00", "read_as"),
        ("6:30 p.m.", "18:30", "read_as"),
        ("18h30", "18:30", "read_as"),
        ("19.45", "19:45", "read_as"),
        ("1830", "18:30", "read_as"),
        ("noon", "12:00", "read_as"),
        ("12:00 noon", "12:00", "read_as"),
        ("midnight", "00:00", "start_of_day"),
        ("12:00 midnight", "00:00", "start_of_day"),
        ("23:59", "23:59", "maybe_midnight"),
        ("19:00 PM", "19:00", "read_as"),
        ("2022-08-25 18:00:00", "18:00", "read_as"),
        ("২০:৩০", "20:30", ""),
        (dt.time(7, 15, 30), "07:15", ""),
        (dt.datetime(1899, 12, 30, 19, 0), "19:00", ""),
        (dt.timedelta(hours=9), "09:00", ""),
    ],
)
def test_times(value, time, note):
    clock = read_clock(value)
    assert clock is not None
    assert f"{clock.time:%H:%M}" == time
    assert clock.note == note
    assert clock.days_later == 0


def test_24_00_is_the_start_of_the_next_day():
    clock = read_clock("24:00")
    assert clock is not None
    assert (clock.time, clock.days_later, clock.note) == (dt.time(0), 1, "next_midnight")


@pytest.mark.parametrize(
    "value",
    ["", "25:00", "7", "19:60", "=1+1", "soon", "19:00 AM", None, 1900, True, [], "24:30", "7:00-8:00"],
)
def test_what_is_no_time(value):
    assert read_clock(value) is None


@pytest.mark.parametrize(
    ("start", "end", "minutes", "note"),
    [
        ("18:00", "19:15", 75, ""),
        ("23:30", "00:30", 60, "next_day"),
        ("23:00", "00:00", 60, ""),
        ("18:00", "18:00", 60, "end_equal"),
        ("22:00", "21:00", 60, "end_too_late"),
        ("06:00", "18:00", 720, ""),
        ("00:00", "23:59", 60, "end_too_late"),
        ("18:00", None, 60, ""),
    ],
)
def test_an_end_before_the_start_is_on_the_next_day(start, end, minutes, note):
    read = dt.time.fromisoformat
    assert minutes_between(read(start), read(end) if end else None) == (minutes, note)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("01:30:00", 90),
        ("1:15", 75),
        ("12:00:00", 720),
        ("00:00:00", None),
        ("13:00", None),
        ("", None),
        (90, None),
    ],
)
def test_durations(text, minutes):
    assert read_duration(text) == minutes
