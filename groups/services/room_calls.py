"""What groups asks of a room beyond opening and closing it: the one place where those calls stand."""

from collections.abc import Sequence
from datetime import datetime

from chat.models import Event, Room
from chat.services import lobby, plan, stream

AWAY, BACK = "away", "back"


def set_plan(*, room: Room, steps: Sequence[tuple[str, int]], now: datetime) -> None:
    """The room's own copy of a plan. No actor: the caller's own rule decided, or a room was made."""
    plan.set_plan(room=room, steps=steps, now=now)


def without_lobby(*, room: Room, now: datetime) -> None:
    """Nobody is there to let people in: the door stands open. No actor: the group chose it."""
    if room.has_lobby or room.reads_first or room.door_closed:
        room.has_lobby = room.reads_first = room.door_closed = False
        room.save(update_fields=["has_lobby", "reads_first", "door_closed"])
    lobby.let_everybody_in(room=room, now=now)


def tell_about_host(*, room: Room, state: str, now: datetime) -> None:
    """Those who wait learn that a host is looked for, or was found. No actor: rows decided."""
    stream.append(room=room, kind=Event.Kind.HOST, now=now, payload={"state": state})


def held(room: Room) -> int:
    """Messages a host has neither let through nor kept back."""
    answered = Event.objects.filter(room=room, kind=Event.Kind.KEPT_BACK).values("target")
    waiting = Event.objects.filter(room=room, kind=Event.Kind.HELD, audience=Event.Audience.HOSTS)
    return waiting.exclude(seq__in=answered.exclude(target=None)).count()


def open_checks(room: Room) -> int:
    """People of this meeting who are still to be looked after: the last word about each is not "done"."""
    said = Event.objects.filter(room=room, kind=Event.Kind.CHECK).order_by("seq")
    last = {row["check"]: row["state"] for row in said.values_list("payload", flat=True) if row}
    return sum(state != "done" for state in last.values())
