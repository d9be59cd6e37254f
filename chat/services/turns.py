"""Raising a hand, sharing in turn, and what a host does about it.

What hosts do is kept in the ledger. A raised hand is not: like a message, it is the person's own.
"""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, TypedDict

from django.db import transaction
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from chat.models import Event, Hand, PresenceInterval, Room, Seat, Turn
from chat.models.turns import KEPT_FOR, MORE_TIME
from chat.services import circle, limits
from ledger.services import record
from recovery_network.common.errors import DomainError, NotAllowed
from recovery_network.common.permissions import require

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

# A socket stamps every fifteen seconds: one missed stamp and some slack is a lost network.
SILENT_FOR = timedelta(seconds=35)


# --- One's own hand and turn ----------------------------------------------------------------------


@transaction.atomic
def raise_hand(*, actor: Any, room: Room, now: datetime) -> None:
    """Ask to share. Twice is the same as once; whoever shares need not ask. Locks the room's row."""
    require(actor, "chat.raise_hand", room)
    room = _settled(room, now)
    seat = _own_seat(actor, room)
    limits.check_signs(seat, now)
    if room.sharer_id == seat.pk:
        return
    _hand, is_new = Hand.objects.get_or_create(room=room, seat=seat, defaults={"raised_at": now})
    if is_new:
        circle.tell_queue(room, now, by=seat)
        circle.go_on_without_host(room, now)


@transaction.atomic
def lower_hand(*, actor: Any, room: Room, now: datetime) -> None:
    """Not to share after all, or not yet. Locks the room's row."""
    require(actor, "chat.lower_hand", room)
    room = _settled(room, now)
    seat = _own_seat(actor, room)
    limits.check_signs(seat, now)
    if Hand.objects.filter(seat=seat).delete()[0]:
        circle.tell_queue(room, now, by=seat)


@transaction.atomic
def pass_turn(*, actor: Any, room: Room, now: datetime) -> None:
    """Give one's turn away, and say nothing about why. It does not count as having shared."""
    require(actor, "chat.pass_turn", room)
    room = _settled(room, now)
    turn = _running(room)
    if turn.seat.user_id != actor.pk:
        raise DomainError(_("Your turn is over already."))
    circle.end(room, turn, Turn.Outcome.PASSED, now)
    circle.go_on_without_host(room, now)


@transaction.atomic
def end_turn(*, actor: Any, room: Room, now: datetime) -> None:
    """The sharer is done, or a host ends the turn. Nobody's turn begins by it while there is a host."""
    require(actor, "chat.end_turn", room)
    room = _settled(room, now)
    turn = _running(room)
    own = _own_seat(actor, room)
    if own.pk != turn.seat_id and not own.is_host:
        raise DomainError(_("Your turn is over already."))
    circle.end(room, turn, Turn.Outcome.SHARED, now)
    if own.pk != turn.seat_id:
        record(actor=actor, verb="chat.end_turn", obj=turn, now=now)
    circle.go_on_without_host(room, now)


# --- Hosts ----------------------------------------------------------------------------------------


@transaction.atomic
def give_turn(*, actor: Any, room: Room, seat_code: str, now: datetime) -> None:
    """Somebody's turn begins, out of the queue or not; a turn that was open ends. Locks the room's row."""
    require(actor, "chat.run_turns", room)
    room = _settled(room, now)
    seat = _somebody(room, seat_code)
    if seat.is_muted(now):
        raise DomainError(_("This person rests from writing now."))
    if room.sharer_id == seat.pk:
        return
    _end_open(room, now)
    circle.begin(room, seat, now)
    record(actor=actor, verb="chat.give_turn", obj=seat, now=now)


@transaction.atomic
def next_turn(*, actor: Any, room: Room, now: datetime) -> None:
    """End the turn that is open, and give one to whoever is first in the queue."""
    require(actor, "chat.run_turns", room)
    room = _settled(room, now)
    _end_open(room, now)
    circle.call_next(room, now)
    record(actor=actor, verb="chat.next_turn", obj=room, now=now)


@transaction.atomic
def put_next(*, actor: Any, room: Room, seat_code: str, now: datetime) -> None:
    """A raised hand to the front of the queue."""
    require(actor, "chat.run_turns", room)
    room = _settled(room, now)
    seat = _somebody(room, seat_code)
    if Hand.objects.filter(seat=seat).update(front_at=now):
        circle.tell_queue(room, now, by=seat)
        record(actor=actor, verb="chat.put_next", obj=seat, now=now)


@transaction.atomic
def lower_hand_of(*, actor: Any, room: Room, seat_code: str, now: datetime) -> None:
    """Take somebody out of the queue: they said so, or they are not there any more."""
    require(actor, "chat.run_turns", room)
    room = _settled(room, now)
    seat = _somebody(room, seat_code)
    if Hand.objects.filter(seat=seat).delete()[0]:
        circle.tell_queue(room, now, by=seat)
        record(actor=actor, verb="chat.lower_hand_of", obj=seat, now=now)


@transaction.atomic
def more_time(*, actor: Any, room: Room, now: datetime) -> None:
    """Two minutes more, as often as they are needed; from now, when the time is over already."""
    require(actor, "chat.run_turns", room)
    room = _settled(room, now)
    turn = _running(room)
    if turn.ends_at is None:
        turn.left = turn.time_left(now) + MORE_TIME
    else:
        turn.ends_at = max(turn.ends_at, now) + MORE_TIME
    turn.length += MORE_TIME
    _change(actor, room, turn, "more", now)


@transaction.atomic
def pause_turn(*, actor: Any, room: Room, now: datetime) -> None:
    """The time stands still. Twice is the same as once."""
    require(actor, "chat.run_turns", room)
    room = _settled(room, now)
    turn = _running(room)
    if not turn.is_paused:
        turn.left, turn.ends_at = turn.time_left(now), None
        _change(actor, room, turn, "paused", now)


@transaction.atomic
def resume_turn(*, actor: Any, room: Room, now: datetime) -> None:
    """The time goes on from where it stood still."""
    require(actor, "chat.run_turns", room)
    room = _settled(room, now)
    turn = _running(room)
    if turn.is_paused:
        turn.ends_at, turn.left = now + turn.time_left(now), None
        _change(actor, room, turn, "resumed", now)


# --- What happens without anybody doing it --------------------------------------------------------


def move_due(room_ids: list[int], now: datetime) -> int:
    """Tell who was lost, came back, or stayed away for too long. No actor: every hub asks.

    One question for all rooms; a transaction for each room in which something is due, where it is
    asked again under the lock, so that two processes do it once.
    """
    running = _heard(Turn.objects.filter(room__in=room_ids, ended_at=None))
    due = running.filter(room__mode=Room.Mode.TAKING_TURNS, room__state__in=Room.TALKING).filter(_due(now))
    rooms = list(due.values_list("room", flat=True))
    for room_id in rooms:
        _settle_one(room_id, now)
    return len(rooms)


def stop(room: Room, now: datetime) -> None:
    """People no longer take turns: the open turn ends, hands stay up. The caller holds the room's lock."""
    turn = circle.open_turn(room)
    if turn is not None:
        circle.end(room, turn, Turn.Outcome.SHARED, now)


def seat_ended(seat: Seat, now: datetime) -> None:
    """Somebody left or was asked to: hand and turn are free again. The caller holds the room's lock."""
    room = seat.room
    had_hand = bool(Hand.objects.filter(seat=seat).delete()[0])
    turn = circle.open_turn(room)
    if turn is not None and turn.seat_id == seat.pk:
        circle.end(room, turn, Turn.Outcome.SHARED, now)
    if had_hand:
        circle.tell_queue(room, now, by=seat)
    if circle.takes_turns(room):
        circle.go_on_without_host(room, now)


def forget_seat(seat: Seat, now: datetime) -> None:
    """The person was erased: no turn, no hand, no event with the name. The caller holds the room's lock."""
    room = Room.objects.get(pk=seat.room_id)
    had_hand = bool(Hand.objects.filter(seat=seat).delete()[0])
    about = Q(kind=Event.Kind.TURN, payload__seat=seat.code)
    about |= Q(kind=Event.Kind.QUEUE, payload__queue__contains=[{"seat": seat.code}])
    named = circle.forget_names(Event.objects.filter(about, room=room))
    turn = circle.open_turn(room)
    if turn is not None and turn.seat_id == seat.pk:
        circle.end(room, turn, Turn.Outcome.SHARED, now)
    Turn.objects.filter(seat=seat).delete()
    if had_hand or named:
        circle.tell_queue(room, now)


def sweep_room(room: Room) -> None:
    """Who shared, and who wanted to, goes with the words. The caller holds the room's lock."""
    Hand.objects.filter(room=room).delete()
    Turn.objects.filter(room=room).delete()
    circle.forget_names(Event.objects.filter(room=room, kind__in=(Event.Kind.TURN, Event.Kind.QUEUE)))


@transaction.atomic
def _settle_one(room_id: int, now: datetime) -> None:
    room = Room.objects.select_for_update().get(pk=room_id)
    if circle.takes_turns(room):
        _settle(room, now)


def _settled(room: Room, now: datetime) -> Room:
    """The locked room, after what was due in it has happened."""
    room = circle.locked(room)
    _settle(room, now)
    return room


def _settle(room: Room, now: datetime) -> None:
    turn = (
        _heard(Turn.objects.filter(room=room, ended_at=None)).filter(_due(now)).select_related("seat").first()
    )
    if turn is None:
        return
    if turn.lost_at is None:
        _tell_lost(room, turn, now)
    elif turn.heard_at and turn.heard_at > now - SILENT_FOR:
        turn.lost_at = None
        turn.save(update_fields=["lost_at"])
        circle.tell_turn(room, turn, "back", now)
    else:
        _to_the_front(room, turn, now)


def _tell_lost(room: Room, turn: Turn, now: datetime) -> None:
    turn.lost_at = now
    turn.save(update_fields=["lost_at"])
    circle.tell_turn(room, turn, "lost", now)


def _to_the_front(room: Room, turn: Turn, now: datetime) -> None:
    """The turn that waited in vain is the first to be given again."""
    circle.end(room, turn, Turn.Outcome.LOST, now)
    Hand.objects.update_or_create(
        seat=turn.seat,
        defaults={"front_at": now},
        create_defaults={"room": room, "raised_at": now, "front_at": now},
    )
    circle.tell_queue(room, now, by=turn.seat)
    circle.go_on_without_host(room, now, but=turn.seat_id)


class Heard(TypedDict):
    """With a turn: the sharer's last stamp, and whether it came from something that stamps by itself."""

    heard_at: datetime | None
    beats: bool | None


def _heard(turns: QuerySet[Turn]) -> "QuerySet[WithAnnotations[Turn, Heard]]":
    stamps = PresenceInterval.objects.filter(seat=OuterRef("seat")).order_by("-last_at")
    return turns.annotate(
        heard_at=Subquery(stamps.values("last_at")[:1]), beats=Subquery(stamps.values("beats")[:1])
    )


def _due(now: datetime) -> Q:
    silent = Q(lost_at=None, beats=True, heard_at__lte=now - SILENT_FOR)
    came_back = Q(lost_at__isnull=False, heard_at__gt=now - SILENT_FOR)
    return silent | came_back | Q(lost_at__lte=now - KEPT_FOR)


# --- Small parts ----------------------------------------------------------------------------------


def _own_seat(actor: Any, room: Room) -> Seat:
    seat = Seat.objects.visible_to(actor).filter(room=room).first()
    if seat is None:  # it ended since the rule was asked
        raise NotAllowed("chat.read_room")
    return seat


def _somebody(room: Room, seat_code: str) -> Seat:
    seat = Seat.objects.live().filter(room=room, code=seat_code).first()
    if seat is None:
        raise DomainError(_("This person is not here any more."))
    return seat


def _running(room: Room) -> Turn:
    turn = circle.open_turn(room)
    if turn is None:
        raise DomainError(_("Nobody is sharing now."))
    return turn


def _end_open(room: Room, now: datetime) -> None:
    turn = circle.open_turn(room)
    if turn is not None:
        circle.end(room, turn, Turn.Outcome.SHARED, now)


def _change(actor: Any, room: Room, turn: Turn, state: str, now: datetime) -> None:
    turn.save(update_fields=["ends_at", "left", "length"])
    circle.tell_turn(room, turn, state, now)
    record(actor=actor, verb=f"chat.turn_{state}", obj=turn, now=now)
