"""A room with a host and two members, made through the services."""

import asyncio
import threading
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from accounts.models import User
from chat import hub
from chat.models import Event, Room, Seat
from chat.services import messages, rooms, seats
from tests.chat.taking_turns import take_turns


def person(name: str = "Asha Devi") -> User:
    return User.objects.create_user(sign_in_name=f"p-{uuid.uuid4().hex[:12]}", public_name=name)


def planned_room(now: datetime, **changes) -> Room:
    fields = {
        "kind": Room.Kind.MEETING,
        "title": "Evening Circle",
        "opens_at": now,
        "closes_at": now + timedelta(hours=1),
        "keep": timedelta(hours=24),
        "back_path": "/today/",
        "after_path": "/today/",
    }
    return rooms.create_room(**(fields | changes), now=now)


class Circle:
    """An open room with its people; `say` posts as one of them."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.room = planned_room(now)
        self.host = self.sit("Simran", Seat.Role.HOST)
        self.heron = self.sit("Quiet Heron")
        self.river = self.sit("Slow River")
        rooms.open_room(actor=self.host.user, room=self.room, now=now)
        self.room.refresh_from_db()

    def sit(self, alias: str, role: str = Seat.Role.MEMBER) -> Seat:
        return seats.give_seat(room=self.room, user=person(), alias=alias, role=role, now=self.now)

    def say(self, seat: Seat, text: str, cid: uuid.UUID | None = None, now: datetime | None = None) -> int:
        posted = messages.post_message(
            actor=seat.user, room=self.room, cid=cid or uuid.uuid4(), text=text, now=now or self.now
        )
        return posted.seq

    def event(self, seq: int) -> Event:
        return Event.objects.get(room=self.room, seq=seq)


@pytest.fixture
def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
def circle(db, now) -> Circle:
    return Circle(now)


@pytest.fixture
def open_circle(transactional_db, now) -> Iterator[Callable[[], Circle]]:
    """For tests whose threads and sockets must see committed rows."""
    yield lambda: Circle(now)
    finish_reading()


def finish_reading() -> None:
    """Wait for the threads of the hub: a read and the emptying of tables would lock each other out."""
    together = threading.Barrier(hub.THREADS, timeout=10)
    list(hub._threads.map(lambda _number: together.wait(), range(hub.THREADS)))


@pytest.fixture
def ring(circle):
    """The circle, where people take turns."""
    return take_turns(circle)


@pytest.fixture
async def nothing_left_running(transactional_db):
    """A closed socket that a test leaves behind must not keep a thread in the database."""
    yield
    mine = hub.hub()
    for room in mine.rooms.values():
        room.task.cancel()
    mine.rooms.clear()
    mine._end()
    await asyncio.sleep(0)
    await asyncio.gather(*(hub.in_thread(lambda: connection.close()) for _thread in range(8)))
