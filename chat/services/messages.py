"""Writing, taking back and hiding messages."""

import uuid
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from chat.models import Event, Room, Seat
from chat.services import limits, stream
from ledger.services import record
from recovery_network.common.errors import DomainError
from recovery_network.common.permissions import require
from recovery_network.common.text import many_lines

MAX_LENGTH = 1000

# The number, the open door and the live seat are asked in one statement, under the room's lock: a
# message cannot slip in after the door was closed or the seat was taken away.
_NEXT_NUMBER = """
    UPDATE chat_room r SET last_seq = r.last_seq + 1 FROM chat_seat s
    WHERE r.id = %s AND r.state IN ('open', 'winding_down')
      AND s.id = %s AND s.room_id = r.id AND s.left_at IS NULL AND s.removed_at IS NULL
    RETURNING r.last_seq
"""
_INSERT = """
    INSERT INTO chat_event (room_id, seq, kind, cid, seat_id, audience, text, payload, at)
    VALUES (%s, %s, 'message', %s, %s, 'all', %s, '{}', %s)
    ON CONFLICT ON CONSTRAINT one_event_a_cid DO NOTHING
"""

_UNSEEN = {
    Event.Kind.TAKEN_BACK: [Event.Audience.NOBODY],
    Event.Kind.HIDDEN: [Event.Audience.NOBODY, Event.Audience.HOSTS],
}


class _RepeatError(Exception):
    """The same client id came again: roll back, and the number with it."""


def post_message(*, actor: Any, room: Room, cid: uuid.UUID, text: str, now: datetime) -> tuple[int, bool]:
    """Keep a message; its number, and whether it is new.

    The same `cid` from the same seat is the same message for ever: the first text stands.
    Committed when this returns, unless the caller is in a transaction of its own.
    """
    require(actor, "chat.post_message", room)
    words = _checked(text)
    seat = Seat.objects.visible_to(actor).get(room=room)
    try:
        with transaction.atomic():
            limits.check_pace(seat, now)
            return _insert(seat, cid, words, now), True
    except (_RepeatError, limits.PaceError) as refusal:
        return _seq_of_known(seat, cid, refusal), False


@transaction.atomic
def take_back(*, actor: Any, event: Event, now: datetime) -> Event | None:
    """The author's own words go from the row at once; everybody is told the number."""
    require(actor, "chat.take_back_message", event)
    return _withdraw(event, Event.Kind.TAKEN_BACK, now, text="", audience=Event.Audience.NOBODY)


@transaction.atomic
def hide_message(*, actor: Any, event: Event, now: datetime) -> Event | None:
    """A host takes a message out of everybody's sight. No name is told; the ledger knows."""
    require(actor, "chat.hide_message", event)
    record(actor=actor, verb="chat.hide_message", obj=event, now=now)
    return _withdraw(event, Event.Kind.HIDDEN, now, audience=Event.Audience.HOSTS)


def _insert(seat: Seat, cid: uuid.UUID, words: str, now: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_NEXT_NUMBER, [seat.room_id, seat.pk])
        row = cursor.fetchone()
        if row is None:
            raise DomainError(_("This room is not open now. Your message was not sent."))
        cursor.execute(_INSERT, [seat.room_id, row[0], cid.hex, seat.pk, words, now])
        if cursor.rowcount == 0:
            raise _RepeatError
    stream.ring(seat.room_id)
    return row[0]


def _withdraw(event: Event, kind: Event.Kind, now: datetime, **changes: str) -> Event | None:
    """Under the room's lock: the message changes, and an event about it takes the next number.

    None when nobody sees the message any more: then there is nothing left to tell.
    """
    Room.objects.select_for_update().get(pk=event.room_id)
    seen = Event.objects.filter(pk=event.pk).exclude(audience__in=_UNSEEN[kind])
    if not seen.update(**changes):
        return None
    return stream.append(room=event.room, kind=kind, now=now, target=event.seq)


def _seq_of_known(seat: Seat, cid: uuid.UUID, refusal: Exception) -> int:
    """The number of what was sent before. A repeat is answered even when the limit is reached."""
    known = stream.message_with(seat=seat, cid=cid)
    if known is not None:
        return known.seq
    if isinstance(refusal, limits.PaceError) and refusal.is_flood:
        limits.close_flooding_seat(seat)
    raise refusal


def _checked(text: str) -> str:
    words = many_lines(text)
    if not words:
        raise DomainError(_("Write something first."))
    if len(words) > MAX_LENGTH:
        raise DomainError(_("This is too long. A message can have 1,000 characters."))
    return words
