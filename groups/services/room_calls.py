"""What groups asks of a room beyond opening and closing it: the one place where those calls stand."""

from collections.abc import Sequence
from datetime import datetime

from chat.models import Event, Room
from chat.services import care, lobby, plan, settings, stream
from groups import ways
from groups.models import MeetingSeries
from safeguarding.models import Check

AWAY, BACK = "away", "back"
# What only works while somebody lets people in and reads.
WITH_KEEPER = ["has_lobby", "reads_first", "reads_new_first", "door_closed"]


def set_plan(*, room: Room, steps: Sequence[tuple[str, int]], now: datetime) -> None:
    """The room's own copy of a plan. No actor: the caller's own rule decided, or a room was made."""
    plan.set_plan(room=room, steps=steps, now=now)


def begin_as_the_group_chose(*, room: Room, series: MeetingSeries) -> Room:
    """Mode, waiting room and the rest, before anybody is inside. No actor: a room was made."""
    begins = ways.of_room(series.group)
    if series.opens_itself:
        begins |= dict.fromkeys(WITH_KEEPER, False)
    return settings.apply_defaults(room=room, **begins)


def without_lobby(*, room: Room, now: datetime) -> None:
    """Nobody is there to let people in: the door stands open. No actor: the group chose it."""
    for name in WITH_KEEPER:
        setattr(room, name, False)
    room.save(update_fields=WITH_KEEPER)
    lobby.let_everybody_in(room=room, now=now)


def tell_about_host(*, room: Room, state: str, now: datetime) -> None:
    """Those who wait learn that a host is looked for, or was found. No actor: rows decided."""
    stream.append(room=room, kind=Event.Kind.HOST, now=now, payload={"state": state})


def held(room: Room) -> int:
    """Messages a host has neither let through nor kept back."""
    answered = Event.objects.filter(room=room, kind=Event.Kind.KEPT_BACK).values("target")
    waiting = Event.objects.filter(room=room, kind=Event.Kind.HELD, audience=Event.Audience.HOSTS)
    return waiting.exclude(seq__in=answered.exclude(target=None)).count()


def open_checks(room: Room, now: datetime) -> list[Check]:
    """Of people of this meeting who are still to be looked after."""
    return [card.check for card in care.cards(room, now)]
