"""How one may write in a room: the mode, slow chat, read first, the lobby, the door."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from chat.models import Act, Event, Room
from chat.rules import own_seat
from chat.services import stream
from ledger.services import record
from recovery_network.common.errors import DomainError
from recovery_network.common.permissions import require

FIELDS = ("mode", "slow_seconds", "reads_first", "has_lobby", "door_closed", "is_calm")
SLOW_CHOICES = (0, 10, 20, 30, 60)


@transaction.atomic
def change_settings(
    *, actor: Any, room: Room, changes: Mapping[str, Any], reason: str = "", now: datetime
) -> Room:
    """Change some of FIELDS and tell everybody. The log says who, why, and what was before."""
    require(actor, "chat.set_room", room)
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
def apply_defaults(
    *, room: Room, mode: str = "", has_lobby: bool | None = None, reads_first: bool | None = None
) -> Room:
    """How a group's rooms begin; for the apps above, before anybody is inside, so without an actor."""
    room = Room.objects.select_for_update().get(pk=room.pk)
    given = {"mode": mode or None, "has_lobby": has_lobby, "reads_first": reads_first}
    changes = {name: value for name, value in given.items() if value is not None}
    _check(changes)
    for name, value in changes.items():
        setattr(room, name, value)
    room.save(update_fields=list(changes))
    return room


def put(room: Room, changes: Mapping[str, Any], now: datetime) -> Event:
    """Write and tell. The caller holds the room's lock and has asked the rule."""
    for name, value in changes.items():
        setattr(room, name, value)
    room.save(update_fields=list(changes))
    return stream.append(room=room, kind=Event.Kind.SETTINGS, now=now, payload=told(room))


def told(room: Room) -> dict[str, Any]:
    """As everybody learns it."""
    return {
        "mode": str(room.mode),
        "slow": room.slow_seconds,
        "reads_first": room.reads_first,
        "door_closed": room.door_closed,
        "lobby": room.has_lobby,
        "calm": room.is_calm,
    }


def _check(changes: Mapping[str, Any]) -> None:
    wrong = set(changes) - set(FIELDS)
    slow = changes.get("slow_seconds", 0)
    if wrong or slow not in SLOW_CHOICES or changes.get("mode", Room.Mode.OPEN_TALK) not in Room.Mode.values:
        raise DomainError(_("Load the page again."))
