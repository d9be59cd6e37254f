"""Doors: opened by hosts, moved along by the clock, each change a number in the stream."""

from datetime import timedelta

import pytest
from django.utils import timezone

from chat.models import Room
from chat.services import rooms
from chat.signals import room_closed, room_opened
from chat.tasks import close_overdue_rooms
from ledger.models import AuditEntry
from notifications.models import JobRun
from recovery_network.common.errors import DomainError, NotAllowed
from tests.chat.conftest import person, planned_room

MINUTE = timedelta(minutes=1)


@pytest.fixture
def told():
    """What the apps above are told, in order."""
    heard = []

    def hear(sender, signal, room, now, **named):
        heard.append("opened" if signal is room_opened else "closed")

    for signal in (room_opened, room_closed):
        signal.connect(hear)
    yield heard
    for signal in (room_opened, room_closed):
        signal.disconnect(hear)


def states(room: Room) -> list[str]:
    return [event.payload["state"] for event in room.events.filter(kind="state")]


def after(room: Room, now) -> Room:
    rooms.close_overdue_rooms(now)
    room.refresh_from_db()
    return room


def test_a_host_opens_the_door_once(circle, told):
    assert rooms.open_room(actor=circle.host.user, room=circle.room, now=circle.now).state == "open"
    assert states(circle.room) == ["open"]
    assert AuditEntry.objects.filter(verb="chat.open_room").count() == 1


def test_only_hosts_open_wind_down_and_close(circle):
    for verb in (rooms.open_room, rooms.wind_down_room, rooms.close_room):
        for who in (circle.heron.user, person()):
            with pytest.raises(NotAllowed):
                verb(actor=who, room=circle.room, now=circle.now)


def test_the_door_opens_ten_minutes_before(db, now, told):
    from chat.models import Seat
    from chat.services import seats

    room = planned_room(now + 11 * MINUTE, closes_at=now + 71 * MINUTE)
    host = seats.give_seat(room=room, user=person(), alias="Simran", role=Seat.Role.HOST, now=now)
    with pytest.raises(DomainError):
        rooms.open_room(actor=host.user, room=room, now=now)
    assert rooms.open_room(actor=host.user, room=room, now=now + MINUTE).state == "open"
    assert told == ["opened"]


def test_the_last_minutes_and_the_end(circle, told):
    rooms.wind_down_room(actor=circle.host.user, room=circle.room, now=circle.now)
    rooms.wind_down_room(actor=circle.host.user, room=circle.room, now=circle.now)
    circle.say(circle.heron, "goodbye")
    closed = rooms.close_room(actor=circle.host.user, room=circle.room, now=circle.now)
    assert (closed.state, closed.closed_at) == ("closed", circle.now)
    assert states(circle.room) == ["open", "winding_down", "closed"]
    assert told == ["closed"]
    rooms.close_room(actor=circle.host.user, room=circle.room, now=circle.now)
    assert told == ["closed"]
    with pytest.raises(DomainError):
        rooms.open_room(actor=circle.host.user, room=circle.room, now=circle.now)


def test_the_clock_closes_what_nobody_closes(circle, told):
    end = circle.room.closes_at
    assert after(circle.room, end - 6 * MINUTE).state == "open"
    assert after(circle.room, end - 5 * MINUTE).state == "winding_down"
    assert after(circle.room, end + 9 * MINUTE).state == "winding_down"
    assert after(circle.room, end + 10 * MINUTE).state == "closed"
    assert states(circle.room) == ["open", "winding_down", "closed"]
    assert told == ["closed"]
    assert rooms.close_overdue_rooms(end + 11 * MINUTE) == {"waiting": 0, "closed": 0, "winding_down": 0}


def test_a_door_that_nobody_opened_closes_at_the_end(db, now):
    room = planned_room(now + 20 * MINUTE, closes_at=now + 80 * MINUTE)
    assert after(room, now).state == "scheduled"
    assert after(room, now + 10 * MINUTE).state == "waiting"
    assert after(room, now + 80 * MINUTE).state == "closed"


def test_people_see_the_right_state_even_when_the_clock_is_late(circle, now):
    room = planned_room(now + 20 * MINUTE, closes_at=now + 80 * MINUTE)
    assert room.state_at(now) == "scheduled"
    assert room.state_at(now + 10 * MINUTE) == "waiting"
    closed = rooms.close_room(actor=circle.host.user, room=circle.room, now=now)
    assert closed.state_at(now + 14 * MINUTE) == "closed"
    assert closed.state_at(now + 15 * MINUTE) == "gone"


def test_a_standing_room_is_open_and_stays_so(db, now):
    room = planned_room(now, closes_at=None, kind=Room.Kind.PAIR)
    assert after(room, now + timedelta(days=400)).state == "open"


def test_a_room_moves_until_its_door_has_opened(circle, now):
    room = planned_room(now + 60 * MINUTE, closes_at=now + 90 * MINUTE)
    moved = rooms.move_room(room=room, opens_at=now + 90 * MINUTE, closes_at=now + 120 * MINUTE, now=now)
    assert moved.opens_at == now + 90 * MINUTE
    with pytest.raises(DomainError):
        rooms.move_room(room=circle.room, opens_at=now, closes_at=now + MINUTE, now=now)


def test_a_cancelled_room_is_closed(db, now, told):
    room = rooms.cancel_room(room=planned_room(now), now=now)
    assert room.state == "closed"
    assert told == ["closed"]


def test_the_job_records_its_run(circle):
    Room.objects.filter(pk=circle.room.pk).update(
        opens_at=timezone.now() - timedelta(hours=2), closes_at=timezone.now() - timedelta(hours=1)
    )
    close_overdue_rooms()
    run = JobRun.objects.get(name="chat.close_overdue_rooms")
    assert run.counts["closed"] == 1
    assert run.last_finished_at is not None
