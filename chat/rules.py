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
    return room.mode != Room.Mode.LISTENING or seat.is_host


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
