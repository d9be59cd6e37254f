"""The SQL fill against schedule.py, and what a second fill may and may not touch."""

import zoneinfo
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from groups import schedule
from groups.models import MeetingSeries, Occurrence, SeasonalOverride, SeriesException
from groups.schedule import HORIZON
from groups.services.occurrences import fill
from tests.groups import factories
from tests.groups.factories import NOW
from tests.groups.rules import ZONES, rules, walls

pytestmark = pytest.mark.django_db

moments = st.datetimes(datetime(2026, 1, 1), datetime(2030, 10, 1), timezones=st.just(UTC))
shifts = st.integers(-20, 90)


@pytest.fixture
def circle():
    return factories.group(factories.centre())


def make(group, rule, zone) -> MeetingSeries:
    fields = {name: getattr(rule, name) for name in rule.__dataclass_fields__}
    return factories.series(group, time_zone=zone, **fields)


def except_dates(series, rule, first: date, draws) -> list[SeriesException]:
    """Exceptions on dates of the rule where there are any, near the window and beyond it."""
    made = {}
    for kind, offset, shift, wall, minutes in draws:
        near = first + timedelta(days=offset)
        day = next(schedule.dates(rule, near, near + timedelta(days=40)), near)
        fields = {}
        if kind == "moved":
            fields = {"new_date": day + timedelta(days=shift), "new_start": wall, "new_duration": minutes}
        if kind == "extra":
            fields = {"new_start": wall, "new_duration": minutes}
        made[day] = SeriesException(series=series, local_date=day, kind=kind, **fields)
    return SeriesException.objects.bulk_create(made.values())


def expected(series, changes, seasons, now) -> list[tuple]:
    first, last = now.date() - timedelta(days=2), now.date() + HORIZON
    made = schedule.occurrences(
        series.rule,
        [exception.change for exception in changes],
        [season.season for season in seasons],
        zoneinfo.ZoneInfo(series.time_zone),
        first,
        last,
    )
    return [
        (m.local_date, m.starts_at, m.ends_at, "cancelled" if m.cancelled else "scheduled")
        for m in made
        if m.ends_at > now
    ]


def filled(series) -> list[tuple]:
    rows = Occurrence.objects.filter(series=series).order_by("local_date")
    return list(rows.values_list("local_date", "starts_at", "ends_at", "status"))


exceptions = st.tuples(
    st.sampled_from(["cancelled", "moved", "extra"]),
    shifts,
    st.integers(-15, 80),
    walls,
    st.integers(1, 1440),
)
hours = st.tuples(st.integers(-10, 40), st.integers(0, 30), walls, st.none() | st.integers(1, 1440))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    batch=st.lists(
        st.tuples(
            rules(), st.sampled_from(ZONES), st.lists(exceptions, max_size=3), st.lists(hours, max_size=1)
        ),
        min_size=1,
        max_size=6,
    ),
    now=moments,
)
def test_the_statement_is_schedule_py(circle, batch, now):
    MeetingSeries.objects.all().delete()
    wanted = {}
    for rule, zone, drawn, seasons in batch:
        series = make(circle, rule, zone)
        changes = except_dates(series, rule, now.date(), drawn)
        overrides = [
            SeasonalOverride.objects.create(
                series=series,
                from_on=now.date() + timedelta(days=offset),
                to_on=now.date() + timedelta(days=offset + length),
                local_start=wall,
                duration_minutes=minutes,
            )
            for offset, length, wall, minutes in seasons
        ]
        wanted[series] = expected(series, changes, overrides, now)
    result = fill(None, now=now)
    assert result.made == sum(map(len, wanted.values()))
    for series, rows in wanted.items():
        assert filled(series) == rows
    assert fill(None, now=now) == type(result)(0, [])


class TestSecondFill:
    @pytest.fixture
    def series(self, circle):
        series = factories.series(circle)
        fill([series.pk], now=NOW)
        return series

    def ids(self, series):
        return dict(series.occurrences.values_list("local_date", "id"))

    def test_rows_keep_their_ids_when_the_hour_changes(self, series):
        before = self.ids(series)
        series.local_start = time(21)
        series.save()
        changed = fill([series.pk], now=NOW).changed
        assert self.ids(series) == before
        assert {c.id for c in changed} == set(before.values())
        assert all(c.starts_at - c.old_starts_at == timedelta(hours=1) for c in changed)

    def test_a_meeting_that_has_begun_is_not_touched(self, series):
        begun = series.occurrences.earliest("starts_at")
        during = begun.starts_at + timedelta(minutes=30)
        series.local_start = time(23)
        series.save()
        changed = fill([series.pk], now=during).changed
        assert begun.pk not in {c.id for c in changed}
        fresh = Occurrence.objects.get(pk=begun.pk)
        assert (fresh.starts_at, fresh.status) == (begun.starts_at, "scheduled")

    def test_a_day_the_rule_no_longer_makes_is_withdrawn_and_comes_back(self, series):
        before = self.ids(series)
        series.weekdays = 2
        series.save()
        changed = fill([series.pk], now=NOW).changed
        assert {c.status for c in changed} == {"withdrawn"}
        assert set(series.occurrences.filter(status="withdrawn").values_list("id", flat=True)) == set(
            before.values()
        )
        series.weekdays = 1
        series.save()
        changed = fill([series.pk], now=NOW).changed
        assert {c.id for c in changed if c.status == "scheduled"} == set(before.values())

    @pytest.mark.parametrize("where", ["series", "group"])
    def test_a_paused_series_or_group_has_no_meetings(self, series, where):
        paused = series if where == "series" else series.group
        paused.status = "paused"
        paused.save()
        fill([series.pk], now=NOW)
        assert set(series.occurrences.values_list("status", flat=True)) == {"withdrawn"}

    def test_the_next_night_adds_a_day_and_leaves_the_rest(self, series):
        before = self.ids(series)
        result = fill(None, now=NOW + timedelta(days=7))
        assert (result.made, result.changed) == (1, [])
        assert before.items() <= self.ids(series).items()

    def test_one_series_does_not_touch_another(self, circle, series):
        other = factories.series(circle)
        assert fill([other.pk], now=NOW).changed == []
        assert series.occurrences.filter(status="scheduled").count() == 11

    def test_the_stricter_visibility_holds(self, circle, series):
        circle.visibility = "members"
        circle.save()
        assert fill([series.pk], now=NOW).changed == []
        assert set(series.occurrences.values_list("visibility", flat=True)) == {"members"}

    def test_a_day_long_meeting_is_marked_as_long(self, circle):
        series = factories.series(circle, local_start=time(0), duration_minutes=1440, weekdays=127)
        fill([series.pk], now=NOW)
        rows = series.occurrences.filter(is_long=True)
        assert rows.filter(starts_at__lte=NOW, ends_at__gt=NOW).count() == 1


def test_the_nightly_fill_puts_right_what_an_older_law_of_the_zone_had_made(circle):
    series = factories.series(circle, weekdays=127)
    fill([series.pk], now=NOW)
    right = series.occurrences.latest("starts_at")
    hour = timedelta(hours=1)
    wrong = {"starts_at": right.starts_at + hour, "ends_at": right.ends_at + hour}
    Occurrence.objects.filter(pk=right.pk).update(**wrong)
    [changed] = fill(None, now=NOW).changed
    assert (changed.id, changed.starts_at) == (right.pk, right.starts_at)


@pytest.mark.parametrize("year", [1935, 1969, 1970])
@pytest.mark.parametrize("week_start", [0, 6])
def test_every_second_week_since_long_ago(circle, year, week_start):
    series = factories.series(
        circle, start_date=date(year, 6, 10), every=2, weekdays=1 | 64, week_start=week_start
    )
    fill([series.pk], now=NOW)
    assert filled(series) == expected(series, [], [], NOW)


def test_an_unknown_zone_makes_nothing_and_harms_nobody(circle):
    lost = factories.series(circle, time_zone="Mars/Olympus")
    fine = factories.series(circle)
    fill(None, now=NOW)
    assert not lost.occurrences.exists()
    assert fine.occurrences.count() == 11
