"""Opening and closing rooms, by hosts and by the timetable."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from chat.models import Event, Room, Seat
from chat.models.room import DEFAULT_KEEP, OVERTIME, WAITING_BEFORE, WINDING_DOWN_BEFORE
from chat.services import stream
from chat.signals import room_closed, room_opened
from ledger.services import record
from recovery_network.common.errors import DomainError
from recovery_network.common.permissions import require


def create_room(
    *,
    kind: str,
    title: str,
    opens_at: datetime,
    closes_at: datetime | None,
    keep: timedelta = DEFAULT_KEEP,
    back_path: str,
    after_path: str,
    now: datetime,
    max_seats: int | None = None,
    centre: Any = None,
    handle_key: str = "",
) -> Room:
    """A planned room, for the apps above: they ask their own rules, so there is no actor here.

    `opens_at` is the announced start. `closes_at=None` makes a standing room, open at once.
    Staff of `centre` may open an account together; rooms of one `handle_key` share who may not come.
    """
    standing = closes_at is None
    return Room.objects.create(
        kind=kind,
        title=title,
        state=Room.State.OPEN if standing else Room.State.SCHEDULED,
        opens_at=opens_at,
        opened_at=now if standing else None,
        closes_at=closes_at,
        keep=keep,
        back_path=back_path,
        after_path=after_path,
        max_seats=max_seats,
        centre=centre,
        handle_key=handle_key,
        created_at=now,
    )


@transaction.atomic
def move_room(*, room: Room, opens_at: datetime, closes_at: datetime | None, now: datetime) -> Room:
    """New times for a room whose door has not opened; for the apps above, so without an actor."""
    room = _locked(room)
    if room.state not in Room.BEFORE:
        raise DomainError(_("The room is open already. Its time cannot change."))
    room.opens_at, room.closes_at = opens_at, closes_at
    room.state = Room.State.SCHEDULED
    room.save(update_fields=["opens_at", "closes_at", "state"])
    stream.ring(room.pk)
    return room


@transaction.atomic
def open_room(*, actor: Any, room: Room, now: datetime) -> Room:
    """Open the door. Twice is the same as once. Locks the room's row."""
    require(actor, "chat.open_room", room)
    room = _locked(room)
    if room.is_talking:
        return room
    if room.state not in Room.BEFORE:
        raise DomainError(_("This room is closed. It cannot open again."))
    if now < room.opens_at - WAITING_BEFORE:
        raise DomainError(_("You can open the door 10 minutes before the start."))
    _change_state(room, Room.State.OPEN, now, opened_at=now)
    record(actor=actor, verb="chat.open_room", obj=room, now=now)
    room_opened.send(sender=Room, room=room, now=now)
    return room


@transaction.atomic
def wind_down_room(*, actor: Any, room: Room, now: datetime) -> Room:
    """Tell everybody that the last minutes have begun."""
    require(actor, "chat.wind_down_room", room)
    room = _locked(room)
    if room.state == Room.State.OPEN:
        _change_state(room, Room.State.WINDING_DOWN, now)
        record(actor=actor, verb="chat.wind_down_room", obj=room, now=now)
    return room


@transaction.atomic
def close_room(*, actor: Any, room: Room, now: datetime) -> Room:
    """Nobody writes after this; for a quarter of an hour people may still read."""
    require(actor, "chat.close_room", room)
    room = _locked(room)
    if room.state in {Room.State.CLOSED, Room.State.GONE}:
        return room
    _close(room, now)
    record(actor=actor, verb="chat.close_room", obj=room, now=now)
    return room


@transaction.atomic
def cancel_room(*, room: Room, now: datetime) -> Room:
    """The meeting will not take place; for the apps above, so without an actor."""
    room = _locked(room)
    if room.state not in {Room.State.CLOSED, Room.State.GONE}:
        _close(room, now)
    return room


@transaction.atomic
def open_by_itself(*, room: Room, now: datetime) -> Room:
    """Open a room that needs no host; for the apps above and the timetable, so without an actor."""
    room = _locked(room)
    if room.state in Room.BEFORE:
        _change_state(room, Room.State.OPEN, now, opened_at=now)
        room_opened.send(sender=Room, room=room, now=now)
    return room


@transaction.atomic
def close_by_itself(*, room: Room, now: datetime) -> Room:
    """Close a room whose hosts are away; for the hub and the timetable, so without an actor."""
    room = _locked(room)
    if room.is_talking:
        _close(room, now)
    return room


def close_overdue_rooms(now: datetime) -> dict[str, int]:
    """What the clock does to rooms, each in its own transaction. Run by the timetable: no actor."""

    def close(room: Room) -> None:
        _close(room, now)

    states, running = Room.State, Room.objects.exclude(closes_at=None)
    waiting = Room.objects.filter(state=states.SCHEDULED, opens_at__lte=now + WAITING_BEFORE).update(
        state=states.WAITING
    )
    last_minutes = running.filter(state=states.OPEN, closes_at__lte=now + WINDING_DOWN_BEFORE)
    overtime = running.filter(state__in=Room.TALKING, closes_at__lte=now - OVERTIME)
    never_opened = running.filter(state__in=Room.BEFORE, closes_at__lte=now)
    return {
        "waiting": waiting,
        "closed": _each(never_opened, close) + _each(overtime, close),
        "winding_down": _each(last_minutes, lambda room: _change_state(room, states.WINDING_DOWN, now)),
    }


def _each(rooms: Any, change: Callable[[Room], None]) -> int:
    """Change each that still is as it was found, one transaction a room. Another worker's are skipped."""
    changed = 0
    for pk in list(rooms.values_list("pk", flat=True)):
        with transaction.atomic():
            room = rooms.select_for_update(skip_locked=True).filter(pk=pk).first()
            if room is not None:
                change(room)
                changed += 1
    return changed


def _close(room: Room, now: datetime) -> None:
    _change_state(room, Room.State.CLOSED, now, closed_at=now)
    room_closed.send(sender=Room, room=room, now=now)


def _change_state(room: Room, state: Room.State, now: datetime, **dates: datetime) -> None:
    """The row and its numbered event together. The caller holds the room's lock."""
    room.state = state
    for name, value in dates.items():
        setattr(room, name, value)
    room.save(update_fields=["state", *dates])
    event = stream.append(room=room, kind=Event.Kind.STATE, now=now, payload={"state": str(state)})
    room.last_seq = event.seq


def _locked(room: Room) -> Room:
    return Room.objects.select_for_update().get(pk=room.pk)


def hosts_of(room: Room) -> list[Seat]:
    """The live hosts' seats, for the room's own pages: those inside may know who hosts."""
    return list(Seat.objects.live().filter(room=room, role=Seat.Role.HOST).order_by("joined_at"))
