"""A meeting whose room is closed is over: lists, its page and its door say so at once."""

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from chat.services import rooms
from groups.models import GroupRole, Occurrence
from groups.services import meetings
from groups.services.index import index_series
from groups.services.occurrences import fill
from tests.groups import factories
from tests.groups.factories import NOW
from tests.groups.reading import read

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def monday_evening():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def series():
    """Half an hour old, and it goes on for half an hour."""
    made = factories.series(factories.group(factories.centre()), local_start="18:30")
    index_series([made.pk])
    fill([made.pk], now=NOW)
    return made


def close(series) -> None:
    host = factories.person("Simran", adult_confirmed_at=NOW)
    factories.role(host, series.group, GroupRole.Role.FACILITATOR)
    meeting = meetings.reachable_occurrence(series=series, now=NOW)
    room = meetings.go_in(actor=host, occurrence=meeting, alias="Simran", now=NOW).room
    rooms.open_room(actor=host, room=room, now=NOW)
    rooms.close_room(actor=host, room=room, now=NOW)


def test_lists_no_longer_call_it_open(client, series):
    door = reverse("meeting_in", args=[series.code])
    member = factories.person()
    factories.role(member, series.group)
    client.force_login(member)
    for name in ("finder", "home", "today"):
        assert door in read(client, name), name
    close(series)
    assert "No meeting matches." in read(client, "finder", when="now")
    for name in ("finder", "home", "today"):
        page = read(client, name)
        assert door not in page, name
        assert "Open now" not in page, name
        assert series.title in page, "its next date stays in the list"


def test_its_host_is_not_asked_to_open_it_again(client, series):
    close(series)
    client.force_login(series.group.roles.get().user)
    page = read(client, "host")
    assert "Open the room" not in page
    assert "Mon 30 November" in page


def test_its_page_names_the_next_date(client, series):
    assert "Open now" in read(client, "meeting", series.code)
    close(series)
    page = read(client, "meeting", series.code)
    assert "Open now" not in page
    assert reverse("meeting_in", args=[series.code]) not in page
    assert "Mon 30 November" in page


def test_the_door_says_what_happened_and_when_it_opens_again(client, series):
    close(series)
    page = read(client, "meeting_in", series.code)
    assert "The host has closed this meeting." in page
    assert "The door is closed now." not in page
    assert "Mon 30 November" in page


def test_a_door_that_is_not_open_yet_blames_nobody(client, series):
    with time_machine.travel(NOW.replace(hour=5), tick=False):
        page = read(client, "meeting_in", series.code)
    assert "The door is closed now." in page
    assert "The host has closed this meeting." not in page


def test_a_cancelled_date_is_still_said(client, series):
    meeting = meetings.reachable_occurrence(series=series, now=NOW)
    rooms.cancel_room(room=meetings.ensure_room(occurrence=meeting, now=NOW), now=NOW)
    Occurrence.objects.filter(pk=meeting.pk).update(status=Occurrence.Status.CANCELLED)
    assert "does not take place" in read(client, "meeting", series.code)


def test_a_page_of_the_list_asks_once_for_all_its_rooms(client, series):
    other = factories.series(series.group, name="Goes on", local_start="18:45")
    fill([other.pk], now=NOW)

    def count() -> int:
        with CaptureQueriesContext(connection) as context:
            read(client, "finder")
        return len(context)

    count()
    before = count()
    close(series)
    assert count() == before
