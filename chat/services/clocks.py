"""When the clock of whoever shares stands still by itself: while they cannot be heard.

That is in a calm, and while a host reads their words first. Everything here runs under the room's lock,
inside the transaction of the verb that called it.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from chat.models import Event, Room, Seat, Turn
from chat.services import circle


def hold(room: Room, now: datetime) -> Turn | None:
    """The time of whoever shares stands still. The turn, if its time ran."""
    turn = circle.open_turn(room) if circle.takes_turns(room) else None
    if turn is None or turn.is_paused:
        return None
    turn.left, turn.ends_at = turn.time_left(now), None
    turn.save(update_fields=["left", "ends_at"])
    circle.tell_turn(room, turn, "paused", now)
    return turn


def let_go(room: Room, turn: Turn | None, now: datetime) -> None:
    """It goes on from there, unless the turn is over or somebody has let it go on before."""
    if turn is None or not turn.is_paused or not circle.takes_turns(room):
        return
    turn.ends_at, turn.left = now + turn.time_left(now), None
    turn.save(update_fields=["left", "ends_at"])
    circle.tell_turn(room, turn, "resumed", now)


def after_calm(room: Room, turn_id: int | None, now: datetime) -> None:
    """Only the turn that the calm held; a host may have paused it before."""
    turn = circle.open_turn(room)
    if turn is not None and turn.pk == turn_id:
        let_go(room, turn, now)


@transaction.atomic
def words_held(seat: Seat, seq: int, now: datetime) -> None:
    """A host reads these words first: the sharer's clock rests until they are settled, and the held words
    know of it. Takes the lock itself; where people take turns, one question for who does not share."""
    if not circle.takes_turns(seat.room):
        return
    if not Turn.objects.filter(room=seat.room_id, seat=seat, ended_at=None).exists():
        return
    room = Room.objects.select_for_update().get(pk=seat.room_id)
    held = _waiting(room, seat).filter(seq=seq).first()
    if held is None or not circle.takes_turns(room) or room.sharer_id != seat.pk:
        return
    if hold(room, now) is not None:
        _mark(held)


def words_settled(held: Event, now: datetime) -> None:
    """Let through, kept back or taken back: the clock goes on, unless more of their words wait."""
    if "rests" not in held.payload or held.seat is None:
        return
    room = Room.objects.get(pk=held.room_id)
    other = _waiting(room, held.seat).exclude(pk=held.pk).first()
    if other is not None:
        _mark(other)
        return
    turn = circle.open_turn(room)
    if turn is not None and turn.seat_id == held.seat_id:
        let_go(room, turn, now)


def _waiting(room: Room, seat: Seat) -> QuerySet[Event]:
    held = Event.objects.filter(room=room, seat=seat, kind=Event.Kind.HELD, audience=Event.Audience.HOSTS)
    return held.exclude(payload__has_key="kept").order_by("seq")


def _mark(held: Event) -> None:
    held.payload |= {"rests": True}
    held.save(update_fields=["payload"])
