"""No host is heard: the room says so, reads first, and closes or is taken over. No worker is needed."""

from datetime import timedelta

import pytest
from django.test import Client

from chat.models import Event, PresenceInterval, Room, Seat
from chat.services import history, hosts, presence, rooms, stream
from recovery_network.common.errors import NotAllowed
from tests.racing import in_threads


@pytest.fixture
def hosted(circle):
    presence.stamp([circle.host.pk, circle.heron.pk], circle.now, beats=True)
    return circle


def watch(circle, minutes: float) -> int:
    moved = hosts.watch([circle.room.pk], circle.now + timedelta(minutes=minutes))
    circle.room.refresh_from_db()
    return moved


def test_two_minutes_without_a_host_are_said_and_read_first(hosted):
    assert watch(hosted, 1.9) == 0
    assert watch(hosted, 2) == 1
    assert hosted.room.reads_first
    assert watch(hosted, 2.1) == 0
    told = list(hosted.room.events.values_list("kind", "payload__state"))
    assert told == [("state", "open"), ("host", "away"), ("settings", None)]


def test_a_host_who_comes_back_brings_back_what_was(hosted):
    watch(hosted, 2)
    presence.stamp([hosted.host.pk], hosted.now + timedelta(minutes=3), beats=True)
    assert watch(hosted, 3) == 1
    assert (hosted.room.host_away_at, hosted.room.reads_first) == (None, False)
    assert Event.objects.filter(kind="host").last().payload == {"state": "back"}


def test_read_first_that_a_host_chose_stays(hosted):
    Room.objects.filter(pk=hosted.room.pk).update(reads_first=True)
    watch(hosted, 2)
    presence.stamp([hosted.host.pk], hosted.now + timedelta(minutes=3), beats=True)
    watch(hosted, 3)
    assert hosted.room.reads_first


def test_a_host_who_was_at_the_door_only_has_not_left_the_meeting(circle):
    """Peers hold it: nobody waits for a host, and nothing is read first."""
    presence.stamp([circle.host.pk], circle.now - timedelta(minutes=1), beats=True)
    assert watch(circle, 20) == 0
    assert not circle.room.reads_first


def test_ten_minutes_close_the_room_with_help(hosted):
    watch(hosted, 2)
    assert watch(hosted, 9.9) == 0
    assert watch(hosted, 10) == 1
    assert hosted.room.state == Room.State.CLOSED
    client = Client()
    client.force_login(hosted.heron.user)
    page = client.get(f"/r/{hosted.room.code}/").content.decode()
    assert "Our host did not come back" in page


def test_one_of_two_hosts_is_enough(hosted):
    other = hosted.sit("Blue Kite", Seat.Role.HOST)
    presence.stamp([other.pk], hosted.now + timedelta(minutes=4), beats=True)
    assert watch(hosted, 5) == 0


def test_rooms_without_a_host_and_standing_rooms_are_left_alone(circle):
    assert watch(circle, 60) == 0
    presence.stamp([circle.host.pk], circle.now, beats=True)
    Room.objects.filter(pk=circle.room.pk).update(kind=Room.Kind.CIRCLE)
    assert watch(circle, 60) == 0


def test_a_greeter_takes_over_only_then(hosted):
    greeter = hosted.sit("Blue Kite", Seat.Role.GREETER)
    with pytest.raises(NotAllowed):
        hosts.take_over(actor=greeter.user, room=hosted.room, now=hosted.now)
    watch(hosted, 2)
    with pytest.raises(NotAllowed):
        hosts.take_over(actor=hosted.heron.user, room=hosted.room, now=hosted.now)
    seat = hosts.take_over(actor=greeter.user, room=hosted.room, now=hosted.now + timedelta(minutes=3))
    hosted.room.refresh_from_db()
    assert (seat.is_host, hosted.room.host_away_at, hosted.room.reads_first) == (True, None, False)


def test_the_next_request_moves_it_when_nothing_else_does(hosted):
    Room.objects.update(opened_at=hosted.now - timedelta(minutes=10))
    PresenceInterval.objects.update(last_at=hosted.now - timedelta(minutes=3))
    client = Client()
    client.force_login(hosted.heron.user)
    page = client.get(f"/r/{hosted.room.code}/lite/").content.decode()
    assert "Our host lost the connection." in page
    assert Room.objects.get(pk=hosted.room.pk).reads_first


def test_a_search_at_the_door_is_not_told_inside(circle):
    """The numbers stay; a page that was opened later does not speak of a lost connection."""
    opened = circle.room.events.get(kind="state")
    Event.objects.filter(pk=opened.pk).update(seq=3)
    for seq, state in ((1, "away"), (2, "back")):
        Event.objects.create(room=circle.room, seq=seq, kind=Event.Kind.HOST, payload={"state": state})
    Room.objects.filter(pk=circle.room.pk).update(last_seq=3)
    assert [line.kind for line in history.recent_lines(circle.heron, 3)] == ["state"]
    stream.append(room=circle.room, kind=Event.Kind.HOST, now=circle.now, payload={"state": "away"})
    assert [line.kind for line in history.recent_lines(circle.heron, 4)] == ["state", "host"]


def test_many_who_look_at_once_move_it_once(open_circle):
    circle = open_circle()
    presence.stamp([circle.host.pk], circle.now, beats=True)
    in_threads(6, lambda _n: watch(circle, 2))
    assert Event.objects.filter(kind="host").count() == 1


def test_the_timetable_looks_too(hosted):
    assert hosts.watch_all(hosted.now + timedelta(minutes=2)) == 1
    rooms.close_room(actor=hosted.host.user, room=hosted.room, now=hosted.now)
    assert hosts.watch_all(hosted.now + timedelta(minutes=20)) == 0
