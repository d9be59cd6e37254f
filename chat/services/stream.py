"""The one way anything is written into a room's stream."""

from datetime import datetime
from typing import Any

from django.db import connection, transaction

from chat.models import Event, Room
from chat.traces import session_digest
from recovery_network.common.realtime import publish_on_commit
from recovery_network.common.realtime import ring as bell

PEOPLE = "people"  # the bell every hub hears

# The row lock makes the order of numbers the order of commits, and a rollback gives the number
# back: a reader who has seen n has seen all before n, and no number is ever missing.
_NEXT_NUMBER = "UPDATE chat_room SET last_seq = last_seq + 1 WHERE id = %s RETURNING last_seq"
_NEXT_NUMBERS = "UPDATE chat_room SET last_seq = last_seq + %s WHERE id = %s RETURNING last_seq"
_NEW_SEATS_VERSION = "UPDATE chat_room SET seats_version = seats_version + 1 WHERE id = %s"


def append(*, room: Room, kind: Event.Kind, now: datetime, **fields: Any) -> Event:
    """Write the next numbered event and ring the room after the commit. Locks the room's row."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_NEXT_NUMBER, [room.pk])
        (seq,) = cursor.fetchone()
        event = Event.objects.create(room=room, seq=seq, kind=kind, at=now, **fields)
        ring(room.pk)
    return event


def append_all(*, room: Room, kind: Event.Kind, now: datetime, rows: list[dict[str, Any]]) -> list[Event]:
    """As `append`, for many at once: two statements however many they are."""
    if not rows:
        return []
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_NEXT_NUMBERS, [len(rows), room.pk])
        (last,) = cursor.fetchone()
        first = last - len(rows) + 1
        events = [Event(room=room, seq=first + n, kind=kind, at=now, **row) for n, row in enumerate(rows)]
        Event.objects.bulk_create(events)
        ring(room.pk)
    return events


def seats_changed(room: Room) -> None:
    """Make every hub ask again who sits here, before it delivers anything more. Locks the room's row."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_NEW_SEATS_VERSION, [room.pk])
        ring(room.pk)


def ring(room_id: int) -> None:
    """After the commit: "look at this room". The bell carries nothing else."""
    publish_on_commit(room_group(room_id), "room.bell", room=room_id)


def ring_person(user_id: int, session_key: str | None) -> None:
    """Now: "this person's sockets are to be closed", all of them or those of one session."""
    bell(PEOPLE, "access.ended", user=user_id, session=session_digest(session_key))


def room_group(room_id: int) -> str:
    return f"room.{room_id}"
