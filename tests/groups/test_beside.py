"""The way to a talk elsewhere: shown in the room, its secrets only where the seated ask for them."""

import pytest
from django.urls import reverse

from chat.services import rooms
from groups.models import GroupRole
from tests.groups import factories
from tests.groups.factories import NOW
from tests.groups.test_meetings import adult, enter, occurrence

pytestmark = pytest.mark.django_db
TALK = {
    "conference_url": "https://zoom.us/j/5550001",
    "conference_phone": "+8801700000000",
    "conference_secret": "blue-lantern",
}
SECRETS = ("zoom.us/j", "5550001", "1700000000", "blue-lantern")


def open_room(**series):
    group = factories.group(factories.centre(), **series.pop("group", {}))
    meeting = occurrence(group, **series)
    host = adult("Simran")
    factories.role(host, group, GroupRole.Role.FACILITATOR)
    room = enter(host, meeting).room
    rooms.open_room(actor=host, room=room, now=NOW)
    return meeting, room, host


@pytest.mark.parametrize("name", ["room", "room_lite"])
def test_the_room_says_whose_site_it_is_and_what_it_costs_and_no_secret(client, name):
    meeting, room, host = open_room(**TALK)
    client.force_login(host)
    page = client.get(reverse(name, args=[room.code])).content.decode()
    assert "Talk on <bdi>Zoom</bdi>" in page
    assert "600 MB in an hour" in page
    assert "It stays in your call list." in page
    assert reverse("meeting_link", args=[meeting.series.code]) in page
    assert not [secret for secret in SECRETS if secret in page]


def test_a_room_without_such_a_talk_says_nothing(client):
    _meeting, room, host = open_room()
    client.force_login(host)
    assert "Show the way in" not in client.get(reverse("room", args=[room.code])).content.decode()


def test_the_way_in_is_for_those_who_sit_not_for_those_who_wait(client, monkeypatch):
    meeting, room, host = open_room(group={"has_lobby": True}, **TALK)
    waiting, inside = adult("Slow River"), adult("New Field")
    from chat.services import lobby

    enter(waiting, meeting)
    lobby.admit(actor=host, entry=enter(inside, meeting), now=NOW)
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    link = reverse("meeting_link", args=[meeting.series.code])
    client.force_login(waiting)
    assert client.get(link).status_code == 404
    door = client.get(reverse("room_wait", args=[room.code])).content.decode()
    assert not [secret for secret in SECRETS if secret in door]
    client.force_login(inside)
    page = client.get(link).content.decode()
    assert "blue-lantern" in page
    assert "600 MB in an hour" in page
