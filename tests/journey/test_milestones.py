"""Milestones are the calendar's: by property, against an independent reckoning, and by known days."""

from calendar import isleap
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import assume, given
from hypothesis import strategies as st

from journey import milestones as m
from journey.milestones import Counting, Milestone

DAYS = st.dates(date(1940, 1, 1), date(2080, 12, 31))
ZONES = st.sampled_from(
    [
        "Asia/Dhaka",
        "Asia/Kolkata",
        "Asia/Kathmandu",
        "America/Sao_Paulo",
        "Europe/London",
        "Pacific/Apia",
        "UTC",
    ]
).map(ZoneInfo)
HOW = st.builds(Counting, st.sampled_from([0, 1]), st.sampled_from(["before", "after"]))
PACKS = st.sampled_from(sorted(m.PACKS))
YEAR = Milestone(1, "years")


# --- Known days -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("milestone", "began", "day"),
    [
        # A peer's code counted 3 × 365 days here and was a day early.
        (Milestone(3, "years"), date(2021, 6, 10), date(2024, 6, 10)),
        (Milestone(1, "years"), date(2023, 3, 1), date(2024, 3, 1)),
        (Milestone(6, "months"), date(2026, 8, 31), date(2027, 2, 28)),
        (Milestone(6, "months"), date(2027, 8, 31), date(2028, 2, 29)),
        (Milestone(18, "months"), date(2024, 12, 15), date(2026, 6, 15)),
        (Milestone(30, "days"), date(2026, 1, 30), date(2026, 3, 1)),
        (Milestone(1, "weeks"), date(2026, 12, 28), date(2027, 1, 4)),
        (Milestone(24, "hours"), date(2026, 2, 28), date(2026, 3, 1)),
    ],
)
def test_known_days(milestone, began, day):
    assert m.day_of(milestone, began, Counting()) == day


@pytest.mark.parametrize(
    ("missing", "year", "day"),
    [
        ("before", 1, date(2025, 2, 28)),
        ("after", 1, date(2025, 3, 1)),
        ("before", 4, date(2028, 2, 29)),
        ("after", 4, date(2028, 2, 29)),
    ],
)
def test_29_february_is_the_persons_choice(missing, year, day):
    assert m.day_of(Milestone(year, "years"), date(2024, 2, 29), Counting(missing=missing)) == day


def test_30_days_come_when_the_count_says_30():
    began = date(2026, 11, 1)
    assert m.day_of(Milestone(30, "days"), began, Counting(first_day=0)) == date(2026, 12, 1)
    assert m.day_of(Milestone(30, "days"), began, Counting(first_day=1)) == date(2026, 11, 30)
    assert m.day_of(YEAR, began, Counting(first_day=1)) == date(2027, 11, 1)


def test_the_usual_pack_in_its_order():
    keys = [each.key for each in m.reached("usual", date(2020, 1, 1), date(2023, 1, 1), Counting())]
    assert keys == [
        *("24-hours", "1-weeks", "30-days", "60-days", "90-days", "6-months", "9-months"),
        *("1-years", "18-months", "2-years", "3-years"),
    ]


def test_none_means_none():
    assert m.reached("none", date(2000, 1, 1), date(2026, 1, 1), Counting()) == []
    assert m.following("none", date(2000, 1, 1), date(2026, 1, 1), Counting()) is None


@pytest.mark.parametrize(
    ("zone", "over"),
    [
        ("Asia/Dhaka", datetime(2026, 11, 1, 18, 0, tzinfo=UTC)),
        ("America/New_York", datetime(2026, 11, 2, 5, 0, tzinfo=UTC)),  # the night the clocks go back
    ],
)
def test_the_first_day_ends_at_midnight_where_the_person_lives(zone, over):
    assert m.first_day_over_at(date(2026, 11, 1), ZoneInfo(zone)) == over


def test_24_hours_after_a_chosen_moment_are_24_hours_also_when_clocks_change():
    chosen = datetime(2026, 10, 31, 23, 30, tzinfo=ZoneInfo("America/New_York"))
    over = m.first_day_over_at(date(2026, 10, 31), ZoneInfo("America/New_York"), chosen)
    assert over - chosen.astimezone(UTC) == timedelta(hours=24)
    assert (
        m.reached("usual", date(2026, 10, 31), date(2026, 11, 1), Counting(), first_day_is_over=False) == []
    )


# --- Properties -----------------------------------------------------------------------------------


@given(DAYS, st.integers(1, 60), HOW)
def test_a_year_is_the_same_day_of_the_calendar(began, number, how):
    day = m.day_of(Milestone(number, "years"), began, how)
    if (began.month, began.day) != (2, 29) or isleap(began.year + number):
        assert (day.year, day.month, day.day) == (began.year + number, began.month, began.day)
    else:
        assert (day.month, day.day) == ((2, 28) if how.missing == "before" else (3, 1))


@given(DAYS, st.integers(1, 60))
def test_years_are_never_multiples_of_365(began, number):
    """Over each leap day that lies between, a naive count falls a day further behind."""
    assume((began.month, began.day) != (2, 29))
    day = m.day_of(Milestone(number, "years"), began, Counting())
    leap_days = sum(
        began < date(year, 2, 29) <= day for year in range(began.year, day.year + 1) if isleap(year)
    )
    assert (day - began).days == 365 * number + leap_days


@given(DAYS, st.integers(1, 240))
def test_months_agree_with_another_library(began, number):
    assert m.add_months(began, number, "before") == began + relativedelta(months=number)


@given(DAYS, st.integers(1, 240))
def test_before_and_after_are_neighbours_or_one(began, number):
    before, after = (m.add_months(began, number, each) for each in ("before", "after"))
    assert (after - before).days in {0, 1}
    assert (after == before) == (before.day == began.day)


@given(PACKS, DAYS, st.integers(0, 20000), HOW)
def test_what_is_behind_and_what_is_next_part_the_calendar(name, began, passed, how):
    today = began + timedelta(days=passed)
    behind, ahead = m.reached(name, began, today, how), m.following(name, began, today, how)
    assert all(m.day_of(each, began, how) <= today for each in behind)
    assert sorted(m.day_of(each, began, how) for each in behind) == [
        m.day_of(each, began, how) for each in behind
    ]
    if name == "none":
        assert ahead is None
    else:
        assert ahead not in behind
        assert m.day_of(ahead, began, how) > today
        on_its_day = m.reached(name, began, m.day_of(ahead, began, how), how)
        assert set(on_its_day) >= {*behind, ahead}


@given(DAYS, st.integers(0, 30000), st.sampled_from(["before", "after"]))
def test_elapsed_time_adds_up_and_is_never_rounded_up(began, passed, missing):
    today = began + timedelta(days=passed)
    years, months, days = m.elapsed(began, today, missing)
    reached = m.add_months(began, 12 * years + months, missing)
    assert reached + timedelta(days=days) == today
    assert 0 <= months < 12
    assert days >= 0
    assert m.add_months(began, 12 * years + months + 1, missing) > today


@given(DAYS, ZONES, st.integers(0, 86399), st.booleans())
def test_local_midnight_decides(began, zone, second, before_midnight):
    """The same moment is one day in Dhaka and another in São Paulo; the person's own day counts."""
    midnight = m.first_day_over_at(began, zone)
    moment = midnight + (-timedelta(seconds=1) if before_midnight else timedelta(seconds=second))
    today = moment.astimezone(zone).date()
    behind = m.reached("usual", began, today, Counting(), first_day_is_over=moment >= midnight)
    assert (m.FIRST in behind) is not before_midnight


@given(DAYS, HOW, PACKS)
def test_nothing_is_reached_on_the_first_day_but_what_the_count_says(began, how, name):
    assert m.reached(name, began, began, how) == []
