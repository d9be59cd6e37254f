"""Writing, taking back and hiding messages."""

import json
import uuid
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext_lazy as _

from chat.models import Event, Room, Seat
from chat.rules import seat_of
from chat.services import limits, notes, stream
from ledger.services import record
from recovery_network.common.errors import DomainError, NotAllowed
from recovery_network.common.permissions import require
from recovery_network.common.text import many_lines

MAX_LENGTH = 1000

# Everything that must be true is asked in the statement that writes: whoever presses "send" after
# the door was closed, the seat taken away or the pace reached is refused. When the client id was used
# before, the unique key fails the whole statement, and the number goes back with it.
_WRITE = """
    WITH pace AS (
        SELECT count(*) AS minute, count(*) FILTER (WHERE at > %(now)s - %(burst)s) AS burst
        FROM chat_event WHERE seat_id = %(seat)s AND kind = 'message' AND at > %(now)s - %(minute)s
    ), numbered AS (
        UPDATE chat_room r SET last_seq = r.last_seq + 1 FROM chat_seat s, pace
        WHERE r.id = %(room)s AND r.state IN ('open', 'winding_down')
          AND s.id = %(seat)s AND s.room_id = r.id AND s.left_at IS NULL AND s.removed_at IS NULL
          AND (r.mode = 'open_talk' OR s.role = 'host' OR (r.mode = 'taking_turns' AND r.sharer_id = s.id))
          AND pace.minute < %(minute_limit)s AND pace.burst < %(burst_limit)s
        RETURNING r.last_seq
    )
    INSERT INTO chat_event (room_id, seq, kind, cid, seat_id, audience, text, payload, at)
    SELECT %(room)s, last_seq, 'message', %(cid)s, %(seat)s, 'all', %(text)s, %(payload)s, %(now)s
    FROM numbered
    RETURNING seq
"""
_UNSEEN = {
    Event.Kind.TAKEN_BACK: [Event.Audience.NOBODY],
    Event.Kind.HIDDEN: [Event.Audience.NOBODY, Event.Audience.HOSTS],
}


def post_message(
    *, actor: Any, room: Room, cid: uuid.UUID, text: str, now: datetime, note: str = ""
) -> tuple[int, bool]:
    """Keep a message; its number, and whether it is new. `note` says what it talks about, if anything.

    The same `cid` from the same seat is the same message for ever: the first text stands.
    Committed when this returns, unless the caller is in a transaction of its own.
    """
    require(actor, "chat.post_message", room)
    words, told = _checked(text), json.dumps(notes.as_payload(notes.checked(note)))
    seat = seat_of(actor, room)
    if seat is None:  # it ended since the rule was asked
        raise NotAllowed("chat.post_message")
    try:
        with _alone():
            seq = _write(seat, cid, words, told, now)
    except IntegrityError:
        seq = None
    if seq is not None:
        stream.ring(seat.room_id)
        return seq, True
    known = _known_seq(seat, cid)  # a repeat is answered even when the limit is reached
    if known is None:
        raise _refusal(seat, now)
    return known, False


@transaction.atomic
def take_back(*, actor: Any, event: Event, now: datetime) -> Event | None:
    """The author's own words go from the row at once; everybody is told the number."""
    require(actor, "chat.take_back_message", event)
    return _withdraw(event, Event.Kind.TAKEN_BACK, now, text="", payload={}, audience=Event.Audience.NOBODY)


@transaction.atomic
def hide_message(*, actor: Any, event: Event, now: datetime) -> Event | None:
    """A host takes a message out of everybody's sight. No name is told; the ledger knows."""
    require(actor, "chat.hide_message", event)
    record(actor=actor, verb="chat.hide_message", obj=event, now=now)
    return _withdraw(event, Event.Kind.HIDDEN, now, audience=Event.Audience.HOSTS)


def _write(seat: Seat, cid: uuid.UUID, words: str, payload: str, now: datetime) -> int | None:
    asked: dict[str, Any] = {"room": seat.room_id, "seat": seat.pk, "cid": cid, "text": words, "now": now}
    asked["payload"] = payload
    with connection.cursor() as cursor:
        cursor.execute(_WRITE, asked | limits.in_sql())
        row = cursor.fetchone()
    return row[0] if row else None


def _alone() -> AbstractContextManager[None]:
    """One statement is a transaction of its own; inside another one it needs a savepoint to fail in."""
    return transaction.atomic() if connection.in_atomic_block else nullcontext()


def _known_seq(seat: Seat, cid: uuid.UUID) -> int | None:
    known = Event.objects.filter(room_id=seat.room_id, seat=seat, cid=cid)
    return known.values_list("seq", flat=True).first()


def _refusal(seat: Seat, now: datetime) -> Exception:
    """Nothing was written: which of the conditions failed?"""
    too_fast = limits.reached(seat, now)
    if too_fast is None:
        if Room.objects.get(pk=seat.room_id).is_talking:  # the turn is over, or only hosts write now
            return NotAllowed("chat.post_message")
        return DomainError(_("This room is not open now. Your message was not sent."))
    if too_fast.is_flood:
        limits.close_flooding_seat(seat)
    return too_fast


def _withdraw(event: Event, kind: Event.Kind, now: datetime, **changes: Any) -> Event | None:
    """Under the room's lock: the message changes, and an event about it takes the next number.

    None when nobody sees the message any more: then there is nothing left to tell.
    """
    Room.objects.select_for_update().get(pk=event.room_id)
    seen = Event.objects.filter(pk=event.pk).exclude(audience__in=_UNSEEN[kind])
    if not seen.update(**changes):
        return None
    return stream.append(room=event.room, kind=kind, now=now, target=event.seq)


def _checked(text: str) -> str:
    words = many_lines(text)
    if not words:
        raise DomainError(_("Write something first."))
    if len(words) > MAX_LENGTH:
        raise DomainError(_("This is too long. A message can have 1,000 characters."))
    return words
