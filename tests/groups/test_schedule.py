"""The rule, the clocks and the exceptions, against RRULE, the clocks of each zone, and by hand."""

import itertools
import zoneinfo
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from groups import schedule, zones
from groups.schedule import Change, Rule, Season, occurrences
from tests.groups.rules import LAST, ZONES, days, oracle_dates, oracle_instant, rules, walls

TUESDAY, THURSDAY = 2, 8
NEW_YORK, DHAKA = zoneinfo.ZoneInfo("America/New_York"), zoneinfo.ZoneInfo("Asia/Dhaka")


def weekly(start: date, hour: int, minute: int = 0, *, length: int = 60, on: int = TUESDAY, **more) -> Rule:
    return Rule(start, time(hour, minute), length, on, **more)


@settings(max_examples=300, deadline=None)
@given(rules(), days, st.integers(0, 120), st.sampled_from(ZONES))
def test_dates_and_instants_are_those_of_rrule(rule, first, length, name):
    last = min(first + timedelta(days=length), LAST)
    zone = zoneinfo.ZoneInfo(name)
    made = occurrences(rule, [], [], zone, first, last)
    assert [m.local_date for m in made] == oracle_dates(rule, first, last)
    for meeting in made:
        assert meeting.starts_at == oracle_instant(meeting.local_date, rule.local_start, name)
        assert meeting.ends_at - meeting.starts_at == timedelta(minutes=rule.duration_minutes)
        shown = meeting.starts_at.astimezone(zone)
        if meeting.trouble != "skipped":
            assert (shown.date(), shown.time()) == (meeting.local_date, rule.local_start)


@pytest.mark.parametrize("name", ZONES)
def test_every_change_of_the_clocks_until_2030(name):
    """Each quarter of an hour around each change: the instant the clocks show, the stated policy."""
    zone = zoneinfo.ZoneInfo(name)
    for moment, before, after in zones.changes(name, date(2026, 1, 1), date(2031, 1, 1)):
        wall = moment + min(before, after) - timedelta(hours=1)
        end = moment + max(before, after) + timedelta(hours=1)
        while wall < end:
            start = zones.instant(wall.date(), wall.time(), zone)
            assert start == oracle_instant(wall.date(), wall.time(), name)
            kind = zones.trouble(wall.date(), wall.time(), zone)
            inside = moment + min(before, after) <= wall < moment + max(before, after)
            assert kind == (("skipped" if after > before else "doubled") if inside else "")
            wall += timedelta(minutes=15)


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(ZONES), days, st.integers(0, 100), st.integers(0, 100), walls)
def test_spans_say_the_same_as_the_zone(name, first, length, offset, wall):
    last = first + timedelta(days=length)
    day = first + timedelta(days=min(offset, length))
    spans = list(zones.spans(name, first, last))
    assert spans[0].wall_from == datetime.combine(first, time())
    assert spans[-1].wall_until == datetime.combine(last + timedelta(days=1), time())
    assert all(a.wall_until == b.wall_from for a, b in itertools.pairwise(spans))
    local = datetime.combine(day, wall)
    [span] = [s for s in spans if s.wall_from <= local < s.wall_until]
    assert (local - span.offset).replace(tzinfo=UTC) == zones.instant(day, wall, zoneinfo.ZoneInfo(name))


def test_a_skipped_hour_moves_forward_by_the_gap():
    [meeting] = occurrences(
        weekly(date(2027, 3, 14), 2, 30, on=64), [], [], NEW_YORK, date(2027, 3, 14), date(2027, 3, 14)
    )
    assert meeting.starts_at == datetime(2027, 3, 14, 7, 30, tzinfo=UTC)
    assert meeting.starts_at.astimezone(NEW_YORK).time() == time(3, 30)
    assert meeting.trouble == "skipped"


def test_a_doubled_hour_is_the_first_one():
    [meeting] = occurrences(
        weekly(date(2026, 11, 1), 1, 30, on=64), [], [], NEW_YORK, date(2026, 11, 1), date(2026, 11, 1)
    )
    assert meeting.starts_at == datetime(2026, 11, 1, 5, 30, tzinfo=UTC)
    assert meeting.trouble == "doubled"


def test_the_first_one_even_when_the_time_claims_to_be_the_second():
    day = date(2026, 11, 1)
    assert zones.instant(day, time(1, 30, fold=1), NEW_YORK) == zones.instant(day, time(1, 30), NEW_YORK)


def test_lord_howe_moves_by_half_an_hour():
    zone = zoneinfo.ZoneInfo("Australia/Lord_Howe")
    rule = weekly(date(2026, 9, 1), 19, on=127)
    made = occurrences(rule, [], [], zone, date(2026, 10, 3), date(2026, 10, 4))
    assert made[1].starts_at - made[0].starts_at == timedelta(hours=23, minutes=30)


def test_length_is_elapsed_time_over_midnight_and_over_a_change():
    night = weekly(date(2026, 10, 31), 23, 30, length=180, on=32)
    [meeting] = occurrences(night, [], [], NEW_YORK, date(2026, 10, 31), date(2026, 10, 31))
    assert meeting.ends_at.astimezone(NEW_YORK).replace(tzinfo=None) == datetime(2026, 11, 1, 1, 30)


def test_five_past_midnight_on_the_first_of_a_month():
    rule = weekly(date(2026, 3, 1), 0, 5, on=127)
    [meeting] = occurrences(rule, [], [], DHAKA, date(2026, 4, 1), date(2026, 4, 1))
    assert meeting.starts_at == datetime(2026, 3, 31, 18, 5, tzinfo=UTC)


def test_fifth_tuesday_leaves_out_months_without_one():
    rule = weekly(date(2026, 9, 1), 19, frequency=schedule.MONTHLY, nths=16)
    assert list(schedule.dates(rule, date(2026, 9, 1), date(2027, 11, 30))) == [
        date(2026, 9, 29), date(2026, 12, 29), date(2027, 3, 30), date(2027, 6, 29), date(2027, 8, 31),
        date(2027, 11, 30),
    ]  # fmt: skip


def test_first_and_third_and_last():
    rule = weekly(date(2026, 11, 1), 19, frequency=schedule.MONTHLY, nths=1 | 4 | schedule.LAST)
    made = list(schedule.dates(rule, date(2026, 11, 1), date(2026, 12, 31)))
    assert [d.day for d in made] == [3, 17, 24, 1, 15, 29]


def test_every_second_week_depends_on_the_start_of_the_week():
    """RFC 5545's own example: the same rule, WKST Monday and Sunday."""
    both = {"on": TUESDAY | 64, "every": 2, "end_date": date(1997, 8, 25)}
    monday = weekly(date(1997, 8, 5), 9, **both)
    sunday = weekly(date(1997, 8, 5), 9, week_start=6, **both)
    window = date(1997, 8, 1), date(1997, 9, 30)
    assert [d.day for d in schedule.dates(monday, *window)] == [5, 10, 19, 24]
    assert [d.day for d in schedule.dates(sunday, *window)] == [5, 17, 19]


class TestExceptions:
    rule = weekly(date(2026, 11, 3), 19, on=TUESDAY | THURSDAY)
    window = date(2026, 11, 24), date(2026, 11, 30)

    def made(self, *changes: Change, seasons=()):
        return occurrences(self.rule, changes, seasons, DHAKA, *self.window)

    def test_a_cancelled_date_stays_and_says_so(self):
        made = self.made(Change(date(2026, 11, 24), schedule.CANCELLED))
        assert [(m.local_date.day, m.cancelled) for m in made] == [(24, True), (26, False)]

    def test_a_moved_meeting_keeps_its_date_as_key(self):
        change = Change(date(2026, 11, 24), schedule.MOVED, date(2026, 11, 25), time(20), 90)
        meeting = self.made(change)[0]
        assert meeting.local_date == date(2026, 11, 24)
        assert meeting.starts_at == datetime(2026, 11, 25, 14, tzinfo=UTC)
        assert meeting.ends_at - meeting.starts_at == timedelta(minutes=90)

    def test_moved_into_the_window_from_before_it(self):
        change = Change(date(2026, 11, 19), schedule.MOVED, date(2026, 11, 28))
        assert [m.local_date.day for m in self.made(change)] == [19, 24, 26]

    def test_moved_out_of_the_window(self):
        change = Change(date(2026, 11, 24), schedule.MOVED, date(2026, 12, 1))
        assert [m.local_date.day for m in self.made(change)] == [26]

    def test_a_change_of_a_date_the_rule_no_longer_makes_is_nothing(self):
        change = Change(date(2026, 11, 25), schedule.MOVED, date(2026, 11, 27))
        assert [m.local_date.day for m in self.made(change)] == [24, 26]

    def test_an_extra_date_is_beside_the_rule(self):
        made = self.made(Change(date(2026, 11, 28), schedule.EXTRA, new_start=time(6)))
        assert [m.local_date.day for m in made] == [24, 26, 28]
        assert made[2].starts_at == datetime(2026, 11, 28, 0, tzinfo=UTC)

    def test_a_season_has_other_hours_and_a_moved_one_keeps_its_own(self):
        ramadan = Season(date(2026, 11, 24), date(2026, 11, 26), time(21, 30), 45)
        change = Change(date(2026, 11, 26), schedule.MOVED, new_start=time(17))
        made = self.made(change, seasons=[ramadan])
        assert [m.starts_at.astimezone(DHAKA).time() for m in made] == [time(21, 30), time(17)]
        assert [m.ends_at - m.starts_at for m in made] == [timedelta(minutes=45)] * 2
