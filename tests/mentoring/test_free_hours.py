"""Free hours laid over one another: over midnight, over the week's end, across zones and clock changes."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentoring.free_hours import ALWAYS, WEEK, Span, minutes, monday_of, quarters, windows

MONDAY = date(2026, 11, 16)
DHAKA, LONDON, KATHMANDU = ZoneInfo("Asia/Dhaka"), ZoneInfo("Europe/London"), ZoneInfo("Asia/Kathmandu")


def said(free, zone):
    return [(f"{begin:%a %H:%M}", f"{end:%a %H:%M}") for begin, end in windows(free, zone, MONDAY)]


def test_two_zones_share_what_the_clock_says():
    here = quarters([Span(1, time(20), time(23))], DHAKA, MONDAY)
    there = quarters([Span(1, time(15), time(18))], LONDON, MONDAY)
    assert said(here & there, DHAKA) == [("Tue 21:00", "Tue 23:00")]
    assert said(here & there, LONDON) == [("Tue 15:00", "Tue 17:00")]


def test_over_midnight_and_over_the_end_of_the_week():
    late = quarters([Span(6, time(22), time(2))], DHAKA, MONDAY)
    assert minutes(late) == 240
    assert said(late, DHAKA) == [("Sun 22:00", "Mon 02:00")]
    early = quarters([Span(0, time(0), time(1))], DHAKA, MONDAY)
    assert said(late & early, DHAKA) == [("Mon 00:00", "Mon 01:00")]


def test_a_whole_day_and_a_whole_week():
    assert minutes(quarters([Span(2, time(0), time(0))], LONDON, MONDAY)) == 24 * 60
    assert quarters([Span(day, time(0), time(0)) for day in range(7)], LONDON, MONDAY) == ALWAYS
    assert windows(ALWAYS, LONDON, MONDAY) == []


def test_parts_of_a_quarter_are_not_free():
    assert minutes(quarters([Span(0, time(9, 5), time(9, 25))], KATHMANDU, MONDAY)) == 0
    assert minutes(quarters([Span(0, time(9, 5), time(9, 35))], KATHMANDU, MONDAY)) == 15


@pytest.mark.parametrize(
    ("monday", "shared"), [(date(2026, 10, 19), ("Wed 19:00", "Wed 20:00")), (date(2026, 10, 26), None)]
)
def test_when_clocks_change_the_same_hours_meet_no_more(monday, shared):
    """London puts its clock back on 25 October; an hour that met before does not meet after."""
    here = quarters([Span(2, time(19), time(20))], DHAKA, monday)
    there = quarters([Span(2, time(14), time(15))], LONDON, monday)
    found = [(f"{a:%a %H:%M}", f"{b:%a %H:%M}") for a, b in windows(here & there, DHAKA, monday)]
    assert found == ([shared] if shared else [])


def test_monday():
    assert monday_of(date(2026, 11, 22)) == MONDAY


spans = st.builds(
    Span,
    st.integers(0, 6),
    st.times(min_value=time(0), max_value=time(23, 59)).map(
        lambda each: each.replace(second=0, microsecond=0)
    ),
    st.times(min_value=time(0), max_value=time(23, 59)).map(
        lambda each: each.replace(second=0, microsecond=0)
    ),
)


@given(
    st.lists(spans, max_size=4), st.sampled_from(["Asia/Dhaka", "Asia/Kathmandu", "America/New_York", "UTC"])
)
@settings(max_examples=150, deadline=None)
def test_each_quarter_is_free_exactly_when_the_wall_clock_says_so(drawn, name):
    """Asked minute by minute, with no arithmetic of bits. The week has no change of clocks."""
    zone, free = ZoneInfo(name), quarters(drawn, ZoneInfo(name), MONDAY)
    for quarter in range(0, WEEK, 5):
        begin = datetime.combine(MONDAY, time(), UTC) + quarter * timedelta(minutes=15)
        moments = [begin + timedelta(minutes=minute) for minute in range(15)]
        one = any(all(covers(span, moment.astimezone(zone)) for moment in moments) for span in drawn)
        # Two spans may share a quarter between them; then no single one covers it, and it is not free.
        assert bool(free >> quarter & 1) == one


def covers(span, local):
    now, today = local.time().replace(tzinfo=None), local.weekday()
    if span.starts < span.ends:
        return today == span.weekday and span.starts <= now < span.ends
    tonight = today == span.weekday and now >= span.starts
    return tonight or (today == (span.weekday + 1) % 7 and now < span.ends)
