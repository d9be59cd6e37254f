"""How one may write in a room: the mode, slow chat, read first, the lobby, the door."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from chat.models import Act, Event, Room
from chat.models.room import LEAST_MINUTES, MOST_MINUTES
from chat.rules import own_seat
from chat.services import lobby, stream
from chat.signals import seats_may_be_given
from ledger.services import record
from recovery_network.common.errors import DomainError
from recovery_network.common.permissions import require

FIELDS = ("mode", "slow_seconds", "reads_first", "has_lobby", "door_closed", "is_calm", "turn_minutes")
# What a group decides beforehand, besides.
DEFAULTS = (*FIELDS, "reads_new_first", "notes_open", "lobby_words")
SLOW_CHOICES = (0, 10, 20, 30, 60)


@transaction.atomic
def change_settings(
    *, actor: Any, room: Room, changes: Mapping[str, Any], reason: str = "", now: datetime
) -> Room:
    """Change some of FIELDS and tell everybody. The log says who, why, and what was before."""
    require(actor, "chat.set_room", room)
    seats_may_be_given.send(sender=Room, room=room, now=now)
    room = Room.objects.select_for_update().get(pk=room.pk)
    _check(changes)
    before = {name: getattr(room, name) for name in changes}
    if before == dict(changes):
        return room
    act = Act.objects.create(
        room=room,
        kind=Act.Kind.SETTINGS,
        by=own_seat(actor, room),
        reason=reason[:200],
        before={"was": before, "is": dict(changes)},
        at=now,
    )
    put(room, changes, now)
    record(actor=actor, verb="chat.change_settings", obj=act, now=now, **dict(changes))
    return room


@transaction.atomic
def apply_defaults(*, room: Room, **begins: Any) -> Room:
    """How a group's rooms begin: any of DEFAULTS; None leaves it as rooms are made. For the apps above,
    before anybody is inside, so without an actor."""
    room = Room.objects.select_for_update().get(pk=room.pk)
    changes = {name: value for name, value in begins.items() if value is not None}
    _check(changes, DEFAULTS)
    for name, value in changes.items():
        setattr(room, name, value)
    room.save(update_fields=list(changes))
    return room


def put(room: Room, changes: Mapping[str, Any], now: datetime) -> Event:
    """Write and tell. The caller holds the room's lock and has asked the rule. When nothing keeps the door
    any more, nobody is left waiting at it."""
    for name, value in changes.items():
        setattr(room, name, value)
    room.save(update_fields=list(changes))
    event = stream.append(room=room, kind=Event.Kind.SETTINGS, now=now, payload=told(room))
    if {"has_lobby", "door_closed"} & set(changes) and not room.keeps_door:
        lobby.let_everybody_in(room=room, now=now)
    return event


def told(room: Room) -> dict[str, Any]:
    """As everybody learns it."""
    return {
        "mode": str(room.mode),
        "slow": room.slow_seconds,
        "reads_first": room.reads_first,
        "door_closed": room.door_closed,
        "lobby": room.has_lobby,
        "calm": room.is_calm,
        "turn": room.turn_minutes,
    }


def _check(changes: Mapping[str, Any], known: tuple[str, ...] = FIELDS) -> None:
    right = (
        set(changes) <= set(known)
        and changes.get("slow_seconds", 0) in SLOW_CHOICES
        and changes.get("mode", Room.Mode.OPEN_TALK) in Room.Mode.values
        and LEAST_MINUTES <= changes.get("turn_minutes", LEAST_MINUTES) <= MOST_MINUTES
    )
    if not right:
        raise DomainError(_("Load the page again."))
