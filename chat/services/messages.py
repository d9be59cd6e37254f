"""Writing, taking back and hiding messages."""

import json
import uuid
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from typing import Any, NamedTuple

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext_lazy as _

from chat.models import Event, Room, Seat
from chat.rules import seat_of
from chat.services import care, limits, notes, stream, two
from ledger.services import record
from recovery_network.common.errors import DomainError, NotAllowed
from recovery_network.common.permissions import require
from recovery_network.common.text import many_lines
from safeguarding.lures import why_held

MAX_LENGTH = 1000

# Everything that must be true is asked in the statement that writes: whoever presses "send" after
# the door was closed, the seat taken away or the pace reached is refused. When the client id was used
# before, the unique key fails the whole statement, and the number goes back with it. So does a text of
# NULL: it says that the seat, looked at again behind the room's lock, may not write now. The room's
# row is always locked before the seat's.
_WRITE = """
    WITH pace AS (
        SELECT count(*) AS minute, count(*) FILTER (WHERE at > %(now)s - %(burst)s) AS burst
        FROM chat_event WHERE seat_id = %(seat)s AND kind IN ('message', 'held') AND at > %(now)s - %(minute)s
    ), numbered AS (
        UPDATE chat_room r SET last_seq = r.last_seq + 1 FROM chat_seat s, pace
        WHERE r.id = %(room)s AND r.state IN ('open', 'winding_down')
          AND s.id = %(seat)s AND s.room_id = r.id AND s.left_at IS NULL AND s.removed_at IS NULL
          AND (r.mode = 'open_talk' OR s.role = 'host' OR (r.mode = 'taking_turns' AND r.sharer_id = s.id))
          AND pace.minute < %(minute_limit)s AND pace.burst < %(burst_limit)s
        RETURNING r.last_seq, r.kind, r.mode, r.sharer_id, r.slow_seconds, r.reads_first, r.reads_new_first
    ), wrote AS (
        UPDATE chat_seat s SET wrote_at = %(now)s, shown = s.shown + CASE WHEN HELD THEN 0 ELSE 1 END
        FROM numbered n
        WHERE s.id = %(seat)s AND s.left_at IS NULL AND s.removed_at IS NULL
          AND (s.muted_until IS NULL OR s.muted_until <= %(now)s)
          AND (s.role = 'host' OR ((n.mode = 'open_talk' OR n.sharer_id = s.id) AND PAUSED))
        RETURNING s.id, s.role, s.is_first_time, s.shown
    ), settled AS (
        SELECT n.last_seq, s.id IS NOT NULL AS may, HELD AS held,
            CASE WHEN %(why)s <> '' THEN %(why)s WHEN n.reads_first THEN 'reads_first' ELSE 'first' END AS why
        FROM numbered n LEFT JOIN wrote s ON true
    )
    INSERT INTO chat_event (room_id, seq, kind, cid, seat_id, audience, text, payload, at)
    SELECT %(room)s, last_seq, CASE WHEN held THEN 'held' ELSE 'message' END, %(cid)s, %(seat)s,
        CASE WHEN held THEN 'hosts' ELSE 'all' END, CASE WHEN may THEN %(text)s END,
        %(payload)s::jsonb || CASE WHEN held THEN jsonb_build_object('why', why) ELSE '{}' END, %(now)s
    FROM settled
    RETURNING seq, kind
"""
# Asked before and after the seat's row changes: a first message that is shown makes `shown` one. Nobody is
# there to read first in a room of two (two.check).
_HELD = """(s.role <> 'host' AND n.kind <> 'pair'
    AND (%(why)s <> '' OR n.reads_first OR (n.reads_new_first AND s.is_first_time AND s.shown = 0)))"""
# At somebody's first meeting, half the time.
_PAUSED = """(n.slow_seconds = 0 OR s.wrote_at IS NULL OR s.wrote_at <= %(now)s - make_interval(
    secs => CASE WHEN s.is_first_time THEN n.slow_seconds / 2.0 ELSE n.slow_seconds END))"""
_WRITE = _WRITE.replace("HELD", _HELD).replace("PAUSED", _PAUSED)
_UNSEEN = {
    Event.Kind.TAKEN_BACK: [Event.Audience.NOBODY],
    Event.Kind.HIDDEN: [Event.Audience.NOBODY, Event.Audience.HOSTS],
}


class Posted(NamedTuple):
    """`state` is "held" when a host reads it first. `help`: the words are a hint that the writer may need
    somebody now, and the hosts were asked to look."""

    seq: int
    is_new: bool
    state: str = ""
    help: bool = False


def post_message(
    *, actor: Any, room: Room, cid: uuid.UUID, text: str, now: datetime, note: str = ""
) -> Posted:
    """Keep a message; its number, whether it is new, and whether a host reads it first. `note` says
    what it talks about, if anything.

    The same `cid` from the same seat is the same message for ever: the first text stands.
    Committed when this returns, unless the caller is in a transaction of its own.
    """
    require(actor, "chat.post_message", room)
    words, told = _checked(text), json.dumps(notes.as_payload(notes.checked(note)))
    seat = seat_of(actor, room)
    if seat is None:  # it ended since the rule was asked
        raise NotAllowed("chat.post_message")
    two.check(room, words, now)
    # A host asks directly, "do you want to die?": their words are no hint.
    if seat.is_host or not care.is_alarming(actor, words):
        return _keep(seat, cid, words, told, now)
    with transaction.atomic():  # what was acknowledged has asked people to look
        posted = _keep(seat, cid, words, told, now)
        if posted.is_new:
            care.open_by_words(seat, now)
    return posted._replace(help=True)


def _keep(seat: Seat, cid: uuid.UUID, words: str, told: str, now: datetime) -> Posted:
    try:
        with _alone():
            posted = _write(seat, cid, words, told, now)
    except IntegrityError:
        posted = None
    if posted is not None:
        stream.ring(seat.room_id)
        return posted
    known = _known(seat, cid)  # a repeat is answered even when the limit is reached
    if known is None:
        raise _refusal(seat, now)
    return known


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


def _write(seat: Seat, cid: uuid.UUID, words: str, payload: str, now: datetime) -> Posted | None:
    why = "" if seat.is_host else why_held(words, messages_before=seat.shown)
    asked: dict[str, Any] = {"room": seat.room_id, "seat": seat.pk, "cid": cid, "text": words, "now": now}
    asked |= {"payload": payload, "why": why}
    with connection.cursor() as cursor:
        cursor.execute(_WRITE, asked | limits.in_sql())
        row = cursor.fetchone()
    return Posted(row[0], True, _state(row[1])) if row else None


def _state(kind: str) -> str:
    return "held" if kind == Event.Kind.HELD else ""


def _alone() -> AbstractContextManager[None]:
    """One statement is a transaction of its own; inside another one it needs a savepoint to fail in."""
    return transaction.atomic() if connection.in_atomic_block else nullcontext()


def _known(seat: Seat, cid: uuid.UUID) -> Posted | None:
    known = Event.objects.filter(room_id=seat.room_id, seat=seat, cid=cid).first()
    return Posted(known.seq, False, _state(known.kind)) if known else None


def _refusal(seat: Seat, now: datetime) -> Exception:
    """Nothing was written: which of the conditions failed, as things are now?"""
    seat = Seat.objects.select_related("room").get(pk=seat.pk)
    room = seat.room
    too_fast = limits.reached(seat, now)
    if too_fast is not None:
        if too_fast.is_flood:
            limits.close_flooding_seat(seat)
        return too_fast
    if not room.is_talking:
        return DomainError(_("This room is not open now. Your message was not sent."))
    silent = room.mode == Room.Mode.LISTENING and not seat.is_host
    if silent or not seat.is_live or seat.is_muted(now) or not room.slow_seconds:
        return NotAllowed("chat.post_message")
    return limits.slow(seat, now)


def _withdraw(event: Event, kind: Event.Kind, now: datetime, **changes: Any) -> Event | None:
    """Under the room's lock: the message changes, and an event about it takes the next number.

    None when nobody sees the message any more: then there is nothing left to tell. Words that a host
    still reads are known to the hosts only, and so is that they went.
    """
    Room.objects.select_for_update().get(pk=event.room_id)
    seen = Event.objects.filter(pk=event.pk).exclude(audience__in=_UNSEEN[kind])
    if not seen.update(**changes):
        return None
    told: dict[str, Any] = {}
    if event.kind == Event.Kind.HELD:
        told = {"audience": Event.Audience.HOSTS, "seat": event.seat}
    return stream.append(room=event.room, kind=kind, now=now, target=event.seq, **told)


def _checked(text: str) -> str:
    words = many_lines(text)
    if not words:
        raise DomainError(_("Write something first."))
    if len(words) > MAX_LENGTH:
        raise DomainError(_("This is too long. A message can have 1,000 characters."))
    return words
