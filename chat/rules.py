"""Who may do what in a room."""

from typing import Any

from django.utils import timezone

from chat.models import Event, Room, Seat
from recovery_network.common.permissions import rule


def seat_of(user: Any, room: Room) -> Seat | None:
    """The person's live seat in the room, or None."""
    return room.seat_seen_by(user) or Seat.objects.visible_to(user).filter(room=room).first()


def is_host(user: Any, room: Room) -> bool:
    seat = seat_of(user, room)
    return seat is not None and seat.is_host


@rule("chat.read_room")
def can_read_room(user: Any, room: Room) -> bool:
    return seat_of(user, room) is not None


@rule("chat.post_message")
def can_post_message(user: Any, room: Room) -> bool:
    """Whether the room is open now is asked under its lock (services.messages)."""
    seat = seat_of(user, room)
    if seat is None or seat.is_muted(timezone.now()):
        return False
    return seat.is_host or room.mode == Room.Mode.OPEN_TALK or _has_turn(seat, room)


@rule("chat.take_back_message")
def can_take_back_message(user: Any, event: Event) -> bool:
    """Authors may, at any time, for as long as the words exist."""
    seat = event.seat
    return (
        event.kind == Event.Kind.MESSAGE
        and seat is not None
        and user.is_authenticated
        and seat.user_id == user.pk
        and seat.is_live
    )


@rule("chat.hide_message")
def can_hide_message(user: Any, event: Event) -> bool:
    return event.kind == Event.Kind.MESSAGE and is_host(user, event.room)


@rule("chat.open_room")
def can_open_room(user: Any, room: Room) -> bool:
    return is_host(user, room)


@rule("chat.wind_down_room")
def can_wind_down_room(user: Any, room: Room) -> bool:
    return is_host(user, room)


@rule("chat.close_room")
def can_close_room(user: Any, room: Room) -> bool:
    return is_host(user, room)


@rule("chat.leave_room")
def can_leave_room(user: Any, room: Room) -> bool:
    return seat_of(user, room) is not None


# --- Turns, the plan, support and content notes ---------------------------------------------------


def _has_turn(seat: Seat, room: Room) -> bool:
    return room.mode == Room.Mode.TAKING_TURNS and room.sharer_id == seat.pk


@rule("chat.raise_hand")
def can_raise_hand(user: Any, room: Room) -> bool:
    """Who rests from writing has no turn either. Whether people take turns now is the service's."""
    seat = seat_of(user, room)
    return seat is not None and not seat.is_muted(timezone.now())


@rule("chat.lower_hand")
def can_lower_hand(user: Any, room: Room) -> bool:
    return seat_of(user, room) is not None


@rule("chat.pass_turn")
def can_pass_turn(user: Any, room: Room) -> bool:
    seat = seat_of(user, room)
    return seat is not None and _has_turn(seat, room)


@rule("chat.end_turn")
def can_end_turn(user: Any, room: Room) -> bool:
    """Whose turn it is, and hosts."""
    seat = seat_of(user, room)
    return seat is not None and (seat.is_host or _has_turn(seat, room))


@rule("chat.run_turns")
def can_run_turns(user: Any, room: Room) -> bool:
    return is_host(user, room)


@rule("chat.run_plan")
def can_run_plan(user: Any, room: Room) -> bool:
    return is_host(user, room)


@rule("chat.react")
def can_react(user: Any, event: Event) -> bool:
    """To others' messages that everybody sees. Who rests from writing may still send support."""
    seat = seat_of(user, event.room)
    shown = event.kind == Event.Kind.MESSAGE and event.audience == Event.Audience.ALL
    return seat is not None and shown and event.seat_id != seat.pk


@rule("chat.note_message")
def can_note_message(user: Any, event: Event) -> bool:
    return event.kind == Event.Kind.MESSAGE and is_host(user, event.room)
