"""Quiet hours by the person's own clock, over midnight and over clock changes."""

import zoneinfo
from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.quiet import quiet_until

NIGHT = (time(22), time(7))


def at(zone, *when, fold=0):
    return datetime(*when, tzinfo=zoneinfo.ZoneInfo(zone), fold=fold).astimezone(UTC)


@pytest.mark.parametrize(
    ("when", "ends"),
    [
        ((2026, 11, 23, 21, 59), None),
        ((2026, 11, 23, 22, 0), (2026, 11, 24, 7, 0)),
        ((2026, 11, 24, 0, 5), (2026, 11, 24, 7, 0)),
        ((2026, 11, 24, 6, 59), (2026, 11, 24, 7, 0)),
        ((2026, 11, 24, 7, 0), None),
        ((2026, 11, 30, 23, 0), (2026, 12, 1, 7, 0)),
    ],
)
@pytest.mark.parametrize("zone", ["Asia/Dhaka", "Asia/Kolkata", "America/New_York"])
def test_over_midnight(zone, when, ends):
    assert quiet_until(at(zone, *when), zone, *NIGHT) == (at(zone, *ends) if ends else None)


def test_within_a_day():
    zone = "Asia/Karachi"
    nap = (time(13), time(15))
    assert quiet_until(at(zone, 2026, 11, 23, 14, 0), zone, *nap) == at(zone, 2026, 11, 23, 15, 0)
    assert quiet_until(at(zone, 2026, 11, 23, 15, 0), zone, *nap) is None


def test_none_chosen():
    moment = at("UTC", 2026, 11, 23, 23, 0)
    assert quiet_until(moment, "UTC", None, None) is None
    assert quiet_until(moment, "UTC", time(22), time(22)) is None


def test_an_end_in_the_skipped_hour_comes_after_it():
    zone = "America/New_York"  # 02:00 to 03:00 is skipped on 14 March 2027
    until = quiet_until(at(zone, 2027, 3, 14, 1, 0), zone, time(23), time(2, 30))
    assert until == at(zone, 2027, 3, 14, 3, 30)


def test_an_end_in_the_repeated_hour_is_never_in_the_past():
    zone = "America/New_York"  # 01:00 to 02:00 comes twice on 7 November 2027
    second = at(zone, 2027, 11, 7, 1, 40, fold=1)
    assert quiet_until(second, zone, time(23), time(1, 45)) == at(zone, 2027, 11, 7, 1, 45, fold=1)


@given(
    moment=st.datetimes(datetime(2026, 1, 1), datetime(2030, 12, 31), timezones=st.just(UTC)),
    zone=st.sampled_from(["Asia/Dhaka", "America/New_York", "Europe/London", "Australia/Lord_Howe", "UTC"]),
    starts=st.times(),
    ends=st.times(),
)
def test_the_end_is_ahead_within_a_day_and_not_quiet(moment, zone, starts, ends):
    until = quiet_until(moment, zone, starts, ends)
    if until is not None:
        assert moment < until <= moment + timedelta(hours=26)
        assert (
            quiet_until(until, zone, starts, ends) is None
            or until.astimezone(zoneinfo.ZoneInfo(zone)).time() != ends
        )
