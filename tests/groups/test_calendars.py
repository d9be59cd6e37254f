"""The calendar file against the occurrences, read by other people's code over both changes of clocks."""

import zoneinfo
from datetime import UTC, date, datetime, time, timedelta

import pytest
from dateutil import rrule
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from groups import calendars, schedule, zones
from groups.models import MeetingSeries, Occurrence, SeasonalOverride, SeriesException, Venue
from groups.vtimezone import vtimezone
from tests.groups import factories
from tests.groups.factories import NOW
from tests.groups.rules import ZONES, rules

URL = "https://saathi.example/m/abcdefgh/"
FIRST, LAST = date(2026, 11, 1), date(2027, 11, 30)


def read(body: bytes) -> Calendar:
    calendar = Calendar.from_ical(body)
    assert [part.errors for part in calendar.walk() if part.errors] == []
    return calendar


def expand(calendar: Calendar, first: date, last: date) -> list[tuple[datetime, timedelta]]:
    """Start and length of every meeting, by dateutil in wall time and the zone data of this machine."""
    found = []
    events = calendar.walk("VEVENT")
    overrides = {(str(e["UID"]), e["RECURRENCE-ID"].dt) for e in events if "RECURRENCE-ID" in e}
    for event in events:
        start, length = event["DTSTART"].dt, event["DURATION"].dt
        if "RRULE" not in event:
            found.append((start.astimezone(UTC), length))
            continue
        zone = start.tzinfo
        gone = event.get("EXDATE")
        gone = {d.dt for g in (gone if isinstance(gone, list) else [gone]) if g for d in g.dts}
        parts = event["RRULE"].to_ical().decode().split(";")
        parts = ";".join(part for part in parts if not part.startswith("UNTIL"))
        until = event["RRULE"].get("UNTIL", [None])[0]
        assert until is None or until.utcoffset() == timedelta(0)
        stop = datetime.combine(last + timedelta(days=1), time())
        for wall in rrule.rrulestr(parts, dtstart=start.replace(tzinfo=None)).xafter(
            datetime.combine(first, time()), count=None, inc=True
        ):
            moment = wall.replace(tzinfo=zone)
            if wall >= stop or (until and moment.astimezone(UTC) > until):
                break
            if moment not in gone and (str(event["UID"]), moment) not in overrides:
                found.append((moment.astimezone(UTC), length))
    low = datetime.combine(first, time(), tzinfo=UTC) + timedelta(days=1)
    high = datetime.combine(last, time(), tzinfo=UTC) - timedelta(days=1)
    return sorted((start, length) for start, length in found if low <= start <= high)


def scheduled(series: MeetingSeries, first: date, last: date) -> list[tuple[datetime, timedelta]]:
    made = schedule.occurrences(
        series.rule,
        [exception.change for exception in series.exceptions.all()],
        [season.season for season in series.seasons.all()],
        zoneinfo.ZoneInfo(series.time_zone),
        first - timedelta(days=2),
        last + timedelta(days=2),
    )
    low = datetime.combine(first, time(), tzinfo=UTC) + timedelta(days=1)
    high = datetime.combine(last, time(), tzinfo=UTC) - timedelta(days=1)
    kept = [m for m in made if not m.cancelled and low <= m.starts_at <= high]
    return sorted((m.starts_at, m.ends_at - m.starts_at) for m in kept)


class TestFile:
    pytestmark = pytest.mark.django_db

    @pytest.fixture
    def circle(self):
        return factories.group(factories.centre())

    @settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(rule=rules(), zone=st.sampled_from(ZONES), data=st.data())
    def test_it_holds_exactly_the_meetings(self, circle, rule, zone, data):
        MeetingSeries.objects.all().delete()
        fields = {name: getattr(rule, name) for name in rule.__dataclass_fields__}
        series = factories.series(circle, time_zone=zone, **fields)
        for key in list(schedule.dates(rule, FIRST, LAST))[:6]:
            kind = data.draw(st.sampled_from(["cancelled", "moved", "plain", "extra"]))
            if kind == "moved":
                change = {"new_date": key + timedelta(days=1), "new_start": time(13), "new_duration": 45}
            else:
                change = {"new_start": time(11, 30)} if kind == "extra" else {}
            if kind != "plain":
                SeriesException.objects.create(series=series, local_date=key, kind=kind, **change)
        SeriesException.objects.get_or_create(
            series=series, local_date=date(2027, 1, 20), defaults={"kind": "extra", "new_start": time(6)}
        )
        SeasonalOverride.objects.create(
            series=series, from_on=date(2027, 2, 8), to_on=date(2027, 3, 9), local_start=time(21, 30)
        )
        body = calendars.of_series(series, NOW, URL)
        if any(_is_skipped(series, day) for day in schedule.dates(rule, FIRST, LAST)):
            return  # programs disagree about hours that do not exist; the editor is warned
        assert expand(read(body), FIRST, LAST) == scheduled(series, FIRST, LAST)

    def test_it_holds_the_table_of_occurrences(self, circle):
        from groups.services.occurrences import fill

        series = factories.series(circle, time_zone="America/New_York", local_start=time(19), weekdays=2 | 32)
        SeriesException.objects.create(series=series, local_date=date(2026, 11, 28), kind="cancelled")
        fill([series.pk], now=NOW)
        rows = Occurrence.objects.filter(series=series, status="scheduled").order_by("starts_at")
        made = [start for start, _length in expand(read(calendars.of_series(series, NOW, URL)), FIRST, LAST)]
        assert [row.starts_at for row in rows] == [m for m in made if NOW < m <= rows.last().starts_at]
        assert len(rows) > 15

    def test_first_and_third_are_two_events(self, circle):
        series = factories.series(circle, frequency="monthly", nths=1 | 4, weekdays=2)
        events = read(calendars.of_series(series, NOW, URL)).walk("VEVENT")
        assert [event["RRULE"]["BYDAY"] for event in events] == [["1TU"], ["3TU"]]
        assert len({str(event["UID"]) for event in events}) == 2

    @pytest.mark.parametrize(
        ("nths", "written"), [(8 | 32, ["4TU", "5TU"]), (16 | 32, ["-1TU"]), (8 | 16 | 32, ["4TU", "5TU"])]
    )
    def test_no_date_is_in_two_events(self, circle, nths, written):
        series = factories.series(circle, frequency="monthly", nths=nths, weekdays=2)
        events = read(calendars.of_series(series, NOW, URL)).walk("VEVENT")
        assert [event["RRULE"]["BYDAY"][0] for event in events] == written

    def test_it_says_nothing_about_recovery(self, circle):
        venue = Venue.objects.create(
            centre=circle.centre, name="AA Hall", address="Road 5", area="Mirpur", city="Dhaka"
        )
        series = factories.series(circle, name="Clean and Free", venue=venue, notes="12 steps")
        series.conference_secret = "open sesame"
        text = calendars.of_series(series, NOW, URL).decode()
        assert "SUMMARY:Meeting" in text
        assert "LOCATION:Mirpur\\, Dhaka" in text
        for word in ("Clean", "Evening Circle", "steps", "AA Hall", "Road 5", "sesame"):
            assert word not in text

    def test_names_stay_and_numbers_grow(self, circle):
        series = factories.series(circle)
        [event] = read(calendars.of_series(series, NOW, URL)).walk("VEVENT")
        series.local_start, series.sequence = time(21), 3
        [changed] = read(calendars.of_series(series, NOW, URL)).walk("VEVENT")
        assert event["UID"] == changed["UID"] == f"series-{series.uuid}@saathi.example"
        assert (event["SEQUENCE"], changed["SEQUENCE"]) == (0, 3)

    def test_a_stopped_series_empties_the_calendar(self, circle):
        series = factories.series(circle, status="closed")
        assert read(calendars.of_series(series, NOW, URL)).walk("VEVENT") == []

    def test_the_address_answers_with_a_tag(self, client, circle):
        series = factories.series(circle)
        path = reverse("meeting_calendar", args=[series.code])
        response = client.get(path)
        assert response["Content-Type"] == "text/calendar; charset=utf-8"
        assert response["X-Robots-Tag"] == "noindex"
        assert client.get(path, headers={"if-none-match": response["ETag"]}).status_code == 304
        head = client.head(path)
        assert (head.status_code, head.content, head["ETag"]) == (200, b"", response["ETag"])

    def test_no_file_by_appointment_and_none_of_a_hidden_meeting(self, client, circle):
        asked = factories.series(circle, by_appointment=True, weekdays=0, local_start=None)
        hidden = factories.series(circle, visibility="members")
        for series in (asked, hidden):
            assert client.get(reverse("meeting_calendar", args=[series.code])).status_code == 404


def _is_skipped(series: MeetingSeries, day: date) -> bool:
    return zones.trouble(day, series.local_start, zoneinfo.ZoneInfo(series.time_zone)) == "skipped"


class TestZones:
    """The components alone, without any zone data of the reader."""

    @staticmethod
    def offset_by_component(zone, local: datetime) -> timedelta:
        """RFC 5545: the last onset before a wall time decides."""
        best = None
        for part in zone.walk():
            if part.name not in ("STANDARD", "DAYLIGHT"):
                continue
            onset = part["DTSTART"].dt
            if "RRULE" in part:
                text = part["RRULE"].to_ical().decode()
                onset = rrule.rrulestr(text, dtstart=onset).before(local, inc=True)
            if onset and onset <= local and (best is None or onset > best[0]):
                best = (onset, part["TZOFFSETTO"].td)
        return best[1]

    @pytest.mark.parametrize("name", ZONES)
    def test_five_years_and_the_days_around_every_change(self, name):
        made, zone = vtimezone(name, 2026), zoneinfo.ZoneInfo(name)
        days = [date(2026, 1, 1) + timedelta(weeks=n) for n in range(5 * 52)]
        for moment, before, _after in zones.changes(name, date(2026, 1, 1), date(2031, 1, 1)):
            days += [(moment + before).date() + timedelta(days=n) for n in (-1, 0, 1)]
        for local in (datetime.combine(day, time(12)) for day in days):
            assert self.offset_by_component(made, local) == local.replace(tzinfo=zone).utcoffset(), local

    @pytest.mark.parametrize("name", ZONES)
    def test_only_forms_that_programs_read(self, name):
        text = vtimezone(name, 2026).to_ical().decode()
        assert "RDATE" not in text
        assert text.count("BYDAY") == text.count("RRULE")
        assert "," not in text.replace("\\,", "")

    def test_ordinary_zones_have_two_rules_and_the_odd_one_has_none(self):
        assert vtimezone("America/New_York", 2026).to_ical().count(b"RRULE") == 2
        assert vtimezone("Africa/Casablanca", 2026).to_ical().count(b"RRULE") == 0
        assert vtimezone("Asia/Dhaka", 2026).to_ical().count(b"BEGIN:STANDARD") == 1
