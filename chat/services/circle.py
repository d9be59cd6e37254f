"""What all verbs of turns share: the locked room, the open turn, the queue, and telling about them.

Everything here runs under the room's lock, inside the transaction of the verb that called it.
"""

from datetime import datetime
from typing import TYPE_CHECKING, Any, TypedDict

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from chat.models import Event, Hand, Room, Seat, Turn
from chat.queueing import Raised, in_order
from chat.services import stream
from chat.wire import moment
from recovery_network.common.errors import DomainError

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations


class Asked(TypedDict):
    """With a hand: whether the seat has had a turn that it did not pass or lose."""

    has_shared: bool


def locked(room: Room) -> Room:
    """The room as it is now, locked; refused unless people take turns in it."""
    room = Room.objects.select_for_update().get(pk=room.pk)
    if not takes_turns(room):
        raise DomainError(_("People do not take turns in this room now."))
    return room


def takes_turns(room: Room) -> bool:
    return room.is_talking and room.mode == Room.Mode.TAKING_TURNS


def open_turn(room: Room) -> Turn | None:
    return Turn.objects.filter(room=room, ended_at=None).select_related("seat").first()


def hands(room: Room) -> "dict[int, WithAnnotations[Hand, Asked]]":
    """By seat."""
    had = Turn.objects.filter(seat=OuterRef("seat"), outcome=Turn.Outcome.SHARED)
    found = Hand.objects.filter(room=room).select_related("seat").annotate(has_shared=Exists(had))
    return {hand.seat_id: hand for hand in found}


def queue(raised: "dict[int, WithAnnotations[Hand, Asked]]") -> list[Raised]:
    """The hands in the order in which they are called."""
    return in_order(
        Raised(hand.seat_id, hand.raised_at, hand.has_shared, hand.front_at) for hand in raised.values()
    )


def tell_turn(room: Room, turn: Turn, state: str, now: datetime, by: Seat | None = None) -> None:
    is_open = turn.ended_at is None
    payload = {
        "state": state,
        "seat": turn.seat.code,
        "name": turn.seat.alias,
        "ends_at": moment(turn.ends_at) if is_open and turn.ends_at else None,
        "left": round(turn.time_left(now).total_seconds()) if is_open and turn.is_paused else None,
    }
    stream.append(room=room, kind=Event.Kind.TURN, now=now, seat=by, payload=payload)


def tell_queue(room: Room, now: datetime, by: Seat | None = None) -> None:
    """The whole order, so that one event is enough to know it. `by`: whose hand it was that moved;
    whoever shall not meet them learns nothing, for in their order nothing changed."""
    raised = hands(room)
    told = [
        {
            "seat": raised[hand.seat_id].seat.code,
            "name": raised[hand.seat_id].seat.alias,
            "first": not hand.has_shared,
        }
        for hand in queue(raised)
    ]
    stream.append(room=room, kind=Event.Kind.QUEUE, now=now, seat=by, payload={"queue": told})


def begin(room: Room, seat: Seat, now: datetime) -> None:
    """The seat's turn begins; its hand goes down."""
    length = room.turn_length
    turn = Turn.objects.create(room=room, seat=seat, began_at=now, length=length, ends_at=now + length)
    _set_sharer(room, seat)
    tell_turn(room, turn, "began", now)
    if Hand.objects.filter(seat=seat).delete()[0]:
        tell_queue(room, now, by=seat)


def end(room: Room, turn: Turn, outcome: Turn.Outcome, now: datetime) -> None:
    turn.ended_at, turn.outcome = now, outcome
    turn.save(update_fields=["ended_at", "outcome"])
    _set_sharer(room, None)
    tell_turn(room, turn, "ended", now)


def call_next(room: Room, now: datetime, *, but: int | None = None) -> None:
    """The turn of whoever is first in the queue and does not rest from writing, if there is somebody."""
    raised = hands(room)
    free = (hand.seat_id for hand in queue(raised) if not raised[hand.seat_id].seat.is_muted(now))
    waiting = [seat_id for seat_id in free if seat_id != but]
    if waiting:
        begin(room, raised[waiting[0]].seat, now)


def go_on_without_host(room: Room, now: datetime, *, but: int | None = None) -> None:
    """In a room without a host the queue moves by itself: there is nobody to give the turn."""
    has_host = Seat.objects.live().filter(room=room, role=Seat.Role.HOST).exists()
    if not has_host and room.sharer_id is None:
        call_next(room, now, but=but)


def _set_sharer(room: Room, seat: Seat | None) -> None:
    room.sharer = seat
    room.save(update_fields=["sharer"])


def forget_names(events: Any) -> int:
    """Empty events that name somebody; nobody is shown them any more."""
    return int(events.update(payload={}, audience=Event.Audience.NOBODY))
