"""Who may do what in a room."""

from typing import Any

from django.utils import timezone

from chat.models import Act, Event, LobbyEntry, Opening, Room, Seat
from recovery_network.common.errors import NotAllowed
from recovery_network.common.permissions import rule
from safeguarding.services import blocks


def seat_of(user: Any, room: Room) -> Seat | None:
    """The person's live seat in the room, or None."""
    return room.seat_seen_by(user) or Seat.objects.visible_to(user).filter(room=room).first()


def own_seat(user: Any, room: Room) -> Seat:
    """For a service whose rule has asked for a seat: it may have ended since."""
    seat = seat_of(user, room)
    if seat is None:
        raise NotAllowed("chat.read_room")
    return seat


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
    """Authors may, at any time, for as long as the words exist; also while a host still reads them."""
    seat = event.seat
    return (
        event.kind in (Event.Kind.MESSAGE, Event.Kind.HELD)
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


# --- Looking after one another --------------------------------------------------------------------


def meets(user: Any, seat: Seat) -> bool:
    """Sits in the same room, as somebody else, and neither keeps away from the other."""
    own = seat_of(user, seat.room)
    if own is None or seat.user_id is None or seat.user_id == user.pk:
        return False
    return own.is_host or seat.is_host or seat.user_id not in blocks.hides(user.pk)


@rule("chat.see_person")
def can_see_person(user: Any, seat: Seat) -> bool:
    """What one may do about somebody in the room: tell staff, keep away, ask that they are looked after."""
    return meets(user, seat)


@rule("chat.check_on")
def can_check_on(user: Any, seat: Seat) -> bool:
    return meets(user, seat)


@rule("chat.watch_over")
def can_watch_over(user: Any, room: Room) -> bool:
    """Take what the hosts of this room are asked to look after."""
    return is_host(user, room) and not user.is_guest


# --- The host: the door, the room, a seat, private words ------------------------------------------


def is_keeper(user: Any, room: Room) -> bool:
    """Hosts and greeters keep the door."""
    seat = seat_of(user, room)
    return seat is not None and seat.role in (Seat.Role.HOST, Seat.Role.GREETER)


@rule("chat.see_host_page")
def can_see_host_page(user: Any, room: Room) -> bool:
    return is_keeper(user, room)


@rule("chat.keep_door")
def can_keep_door(user: Any, room: Room) -> bool:
    return is_keeper(user, room)


@rule("chat.write_from_door")
def can_write_from_door(user: Any, entry: LobbyEntry) -> bool:
    return user.is_authenticated and entry.user_id == user.pk and (entry.is_waiting or entry.is_outside)


@rule("chat.ask_again")
def can_ask_again(user: Any, entry: LobbyEntry) -> bool:
    return user.is_authenticated and entry.user_id == user.pk and entry.is_outside


@rule("chat.settle_held")
def can_settle_held(user: Any, event: Event) -> bool:
    return event.kind == Event.Kind.HELD and is_host(user, event.room)


@rule("chat.show_again")
def can_show_again(user: Any, event: Event) -> bool:
    """Only words that a host took out of sight: they are still there."""
    hidden = event.kind == Event.Kind.MESSAGE and event.audience == Event.Audience.HOSTS
    return hidden and is_host(user, event.room)


@rule("chat.set_room")
def can_set_room(user: Any, room: Room) -> bool:
    return is_host(user, room)


@rule("chat.act_on_seat")
def can_act_on_seat(user: Any, seat: Seat) -> bool:
    """A host acts on everybody but hosts: two hosts who put each other out would leave nobody."""
    return not seat.is_host and is_host(user, seat.room)


@rule("chat.agree_ban")
def can_agree_ban(user: Any, act: Act) -> bool:
    """Another host than the one who asked."""
    return act.is_for_a_second(user.pk) and is_host(user, act.room)


@rule("chat.undo_act")
def can_undo_act(user: Any, act: Act) -> bool:
    return (act.can_be_undone or act.is_open_question) and is_host(user, act.room)


@rule("chat.write_to_hosts")
def can_write_to_hosts(user: Any, room: Room) -> bool:
    """Also while resting from writing. Hosts have the room itself."""
    seat = seat_of(user, room)
    return seat is not None and not seat.is_host


@rule("chat.write_to_seat")
def can_write_to_seat(user: Any, seat: Seat) -> bool:
    return seat.is_live and not seat.is_host and is_host(user, seat.room)


@rule("chat.take_over")
def can_take_over(user: Any, room: Room) -> bool:
    """A greeter, and only while no host is heard."""
    seat = seat_of(user, room)
    return seat is not None and seat.role == Seat.Role.GREETER and room.host_away_at is not None


def _is_staff_of(user: Any, room: Room) -> bool:
    return user.is_authenticated and room.centre_id is not None and user.staff_role_at(room.centre)


@rule("chat.ask_to_open")
def can_ask_to_open(user: Any, seat: Seat) -> bool:
    """A host of this room who works at its centre; nobody behind their own seat."""
    return _is_staff_of(user, seat.room) and is_host(user, seat.room) and seat.user_id != user.pk


@rule("chat.agree_to_open")
def can_agree_to_open(user: Any, opening: Opening) -> bool:
    """A second member of staff of the centre."""
    others = user.pk not in (opening.asked_by_id, opening.seat.user_id)
    return others and _is_staff_of(user, opening.seat.room)


@rule("chat.open_account")
def can_open_account(user: Any, opening: Opening) -> bool:
    """The two of them, for a day."""
    is_theirs = opening.is_open(timezone.now()) and opening.is_between(user)
    return is_theirs and _is_staff_of(user, opening.seat.room)


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
    """Also one that a host still reads: let through, it keeps the note."""
    return event.kind in (Event.Kind.MESSAGE, Event.Kind.HELD) and is_host(user, event.room)
