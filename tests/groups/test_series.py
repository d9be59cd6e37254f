"""Making and changing a series, and what follows from it."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chat.models import Room
from groups import facets
from groups.models import GroupRole, Language, MeetingRoom, MeetingSeries, Occurrence, Venue
from groups.services import meetings, series
from ledger.models import AuditEntry
from recovery_network.common.errors import DomainError, NotAllowed
from tests.groups import factories
from tests.groups.factories import NOW

pytestmark = pytest.mark.django_db
RULE = {"local_start": time(20), "start_date": date(2026, 11, 1), "weekdays": 1, "online_kind": "room"}


@pytest.fixture
def of():
    return factories.group(factories.centre(), "Lantern Walk")


@pytest.fixture
def worker(of):
    return factories.staff(of.centre)


@pytest.fixture
def made(of, worker):
    return series.create_series(actor=worker, group=of, now=NOW, **RULE)


def planned(of: MeetingSeries):
    return of.occurrences.filter(status=Occurrence.Status.SCHEDULED).order_by("starts_at")


def test_a_new_series_is_planned_and_found_at_once(made):
    first = planned(made).first()
    assert first.starts_at == datetime(2026, 11, 23, 14, tzinfo=UTC)
    assert planned(made).count() == 11
    assert facets.ONLINE in first.facets
    assert MeetingSeries.objects.filter(words="lantern").exists()
    assert made.time_zone == "Asia/Dhaka"
    assert (made.sequence, AuditEntry.objects.latest("pk").verb) == (0, "groups.create_series")


def test_a_peer_hosts_but_a_member_does_not_plan(of):
    host, member = factories.person(), factories.person()
    factories.role(host, of, GroupRole.Role.FACILITATOR)
    factories.role(member, of)
    assert series.create_series(actor=host, group=of, now=NOW, **RULE).pk
    with pytest.raises(NotAllowed):
        series.create_series(actor=member, group=of, now=NOW, **RULE)


@pytest.mark.parametrize(
    "fields",
    [
        {"weekdays": 0},
        {"local_start": None},
        {"duration_minutes": 0},
        {"every": 0},
        {"frequency": "monthly"},
        {"end_date": date(2026, 10, 1)},
        {"time_zone": "Asia/Nowhere"},
        {"conference_url": "javascript:alert(1)"},
    ],
)
def test_a_rule_that_cannot_be_is_refused_in_words(of, worker, fields):
    with pytest.raises(DomainError) as caught:
        series.create_series(actor=worker, group=of, now=NOW, **(RULE | fields))
    assert "constraint" not in str(caught.value).lower()


def test_a_stopped_group_gets_no_series(worker):
    of = factories.group(worker.staff_roles.get().centre, status="closed")
    with pytest.raises(DomainError, match="has stopped"):
        series.create_series(actor=worker, group=of, now=NOW, **RULE)


def test_only_time_place_and_rule_count_as_news_for_calendars(made, worker):
    made = series.edit_series(actor=worker, series=made, now=NOW, name="Evening Walk", for_women=True)
    assert made.sequence == 0
    made = series.edit_series(actor=worker, series=made, now=NOW, local_start=time(21))
    assert made.sequence == 1
    assert planned(made).first().starts_at.hour == 15
    made = series.edit_series(actor=worker, series=made, now=NOW, local_start=time(21))
    assert made.sequence == 1


def test_what_the_finder_filters_by_reaches_every_date(made, worker):
    bangla, _new = Language.objects.get_or_create(code="bn", defaults={"name": "বাংলা"})
    series.edit_series(actor=worker, series=made, now=NOW, languages=[bangla], for_women=True)
    wanted = {facets.LANGUAGE + bangla.pk, facets.FLAGS["for_women"]}
    assert all(wanted <= set(each.facets) for each in planned(made))
    assert list(made.languages.all()) == [bangla]


def test_the_pass_code_is_sealed_and_gone_with_the_link(made, worker):
    fields = {"online_kind": "link", "conference_url": "https://meet.example.org/a"}
    series.edit_series(actor=worker, series=made, now=NOW, conference_secret="open sesame", **fields)
    made.refresh_from_db()
    assert b"sesame" not in bytes(made.conference_secret_sealed)
    assert made.conference_secret == "open sesame"
    series.edit_series(actor=worker, series=made, now=NOW, attendance="in_person")
    made.refresh_from_db()
    assert (made.conference_secret, made.conference_url, made.online_kind) == ("", "", "")


def test_the_audit_holds_names_of_fields_and_no_words(made, worker):
    series.edit_series(actor=worker, series=made, now=NOW, notes="Bring tea", conference_secret="sesame")
    details = AuditEntry.objects.get(verb="groups.edit_series").details
    assert details == {"changed": ["conference_secret", "notes"]}


def test_by_appointment_has_no_days(made, worker):
    series.edit_series(actor=worker, series=made, now=NOW, by_appointment=True)
    made.refresh_from_db()
    assert made.weekdays == 0
    assert planned(made).count() == 0


def test_a_place_is_made_with_the_series_and_stays_with_its_centre(made, worker):
    place = {"name": "Library", "address": "12 Lake Road", "area": "Dhanmondi", "city": "Dhaka"}
    series.edit_series(actor=worker, series=made, now=NOW, attendance="in_person", new_place=place)
    made.refresh_from_db()
    assert (made.venue.place, made.venue.centre) == ("Dhanmondi, Dhaka", made.group.centre)
    elsewhere = Venue.objects.create(centre=factories.centre("Neem Tree", "Asia/Kolkata"))
    with pytest.raises(DomainError, match="another centre"):
        series.edit_series(actor=worker, series=made, now=NOW, venue=elsewhere)


def test_pause_stop_and_back(made, worker):
    for verb in (series.pause_series, series.close_series):
        assert planned(verb(actor=worker, series=made, now=NOW)).count() == 0
    made = series.reopen_series(actor=worker, series=made, now=NOW)
    assert (planned(made).count(), made.sequence) == (11, 3)
    assert series.reopen_series(actor=worker, series=made, now=NOW).sequence == 3


def test_the_room_of_the_next_meeting_follows(made, worker):
    meeting = planned(made).first()
    now = meeting.starts_at - timedelta(hours=1)
    room = meetings.ensure_room(occurrence=meeting, now=now)
    series.edit_series(actor=worker, series=made, now=now, local_start=time(22))
    room.refresh_from_db()
    assert room.opens_at == meeting.starts_at + timedelta(hours=2)
    series.pause_series(actor=worker, series=made, now=now)
    room.refresh_from_db()
    assert room.state == Room.State.CLOSED
    series.reopen_series(actor=worker, series=made, now=now)
    assert not MeetingRoom.objects.exists()
    assert meetings.ensure_room(occurrence=meeting, now=now).state == Room.State.SCHEDULED


def test_a_change_waits_for_the_one_before_it(made, worker):
    with CaptureQueriesContext(connection) as queries:
        series.edit_series(actor=worker, series=made, now=NOW, name="Ours")
    locks = [q["sql"] for q in queries if "FOR UPDATE" in q["sql"]]
    assert any("groups_meetingseries" in sql for sql in locks)
