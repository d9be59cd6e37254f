"""Reading a room's stream: what is new, in one statement with the facts that decide who may know."""

import json
from datetime import datetime
from typing import Any, NamedTuple

from django.contrib.auth import get_user_model
from django.db import connection
from django.db.models import QuerySet

from chat.models import Room, Seat
from chat.models.room import READABLE_AFTER
from chat.services import apart, reactions
from chat.wire import Row, shown_to
from recovery_network.common.ready import ReadyQuery

PAGE = 500
# One statement is one snapshot: a seat that ended before a message was written is seen as ended
# by whoever reads the message.
_NEW = """
    SELECT r.last_seq, r.seats_version, r.state, r.closed_at, e.seq, e.kind, e.cid, e.seat_id, e.audience,
           e.audience_seat_id, e.target, e.text, e.payload::text, e.at, s.code, s.alias, t.seat_id
    FROM chat_room r
    LEFT JOIN chat_event e ON e.room_id = r.id AND e.seq > %s
    LEFT JOIN chat_seat s ON s.id = e.seat_id
    LEFT JOIN chat_event t ON t.room_id = e.room_id AND t.seq = e.target AND e.kind <> 'swept'
    WHERE r.id = %s ORDER BY e.seq LIMIT %s
"""
_FACTS = "SELECT id, last_seq, seats_version, state, closed_at FROM chat_room WHERE id = ANY(%s)"


def _own_seat(person: int, code: str) -> QuerySet[Seat]:
    seats = Seat.objects.visible_to(get_user_model()(pk=person))
    return seats.filter(room__code=code).select_related("room")


_OWN_SEAT = ReadyQuery(_own_seat, {"person": -1, "code": "(code)"}, related=["room"])


class Facts(NamedTuple):
    """What a hub has to know of a room besides its events."""

    last_seq: int
    seats_version: int
    state: str
    closed_at: datetime | None

    def is_readable(self, now: datetime) -> bool:
        """Until a quarter of an hour after the end."""
        if self.state == Room.State.GONE:
            return False
        return self.closed_at is None or now < self.closed_at + READABLE_AFTER


def read_after(room_id: int, after: int, limit: int = PAGE) -> tuple[Facts | None, list[Row]]:
    """The facts of the room, None if it is no more, and its events after a number, in order."""
    with connection.cursor() as cursor:
        cursor.execute(_NEW, [after, room_id, limit])
        found = cursor.fetchall()
    if not found:
        return None, []
    return Facts(*found[0][:4]), [_row(columns) for columns in found if columns[4] is not None]


def facts_of(room_ids: list[int]) -> dict[int, Facts]:
    """Of many rooms at once."""
    with connection.cursor() as cursor:
        cursor.execute(_FACTS, [room_ids])
        return {room_id: Facts(*rest) for room_id, *rest in cursor.fetchall()}


def live_roles(seat_ids: list[int]) -> dict[int, str]:
    """Of these seats, those that are live, with the role each has now."""
    return dict(Seat.objects.live().filter(pk__in=seat_ids).values_list("pk", "role"))


def roles_and_unseen(room_id: int, seat_ids: list[int]) -> tuple[dict[int, str], apart.Unseen]:
    """Of these seats, those that are live with their role; and who of the room sees nothing of whom."""
    return live_roles(seat_ids), apart.unseen(room_id)


def seat_with_room(user: Any, code: str) -> Seat | None:
    """The person's live seat in the room of this code, together with the room; None without one."""
    seat = _OWN_SEAT.first(person=user.pk, code=code) if user.is_authenticated else None
    if seat is not None:
        seat.room.remember(seat)
    return seat


def page_after(seat: Seat, after: int) -> tuple[list[dict[str, Any]], bool]:
    """What this seat is shown after a number, at most PAGE of it, and whether there is more."""
    _facts, rows = read_after(seat.room_id, after, PAGE + 1)
    unseen = apart.unseen_by(seat) if rows else apart.NOBODY
    rows = reactions.recounted(seat.room_id, rows, unseen)
    shown = [shown_to(row, seat.pk, seat.is_host, unseen) for row in rows[:PAGE]]
    return shown, len(rows) > PAGE


def _row(columns: tuple[Any, ...]) -> Row:
    payload = columns[12]
    told = {} if payload == "{}" else json.loads(payload)
    return Row._make((*columns[4:12], told, *columns[13:]))
