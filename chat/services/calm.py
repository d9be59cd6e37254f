"""One tap when it is too much: only hosts write, the chat is slow, the door is closed; and back again."""

from datetime import datetime
from typing import Any

from django.db import transaction

from chat.models import Act, Event, Room, Seat
from chat.rules import own_seat
from chat.services import clocks, settings, stream
from ledger.services import record
from recovery_network.common.permissions import require

CALM = {"mode": Room.Mode.LISTENING.value, "slow_seconds": 30, "door_closed": True, "is_calm": True}


@transaction.atomic
def calm(*, actor: Any, room: Room, seat: Seat | None = None, now: datetime) -> Act | None:
    """Twice is the same as once. With a seat, all its messages go out of sight as well. The clock of
    whoever shares stands still meanwhile.

    Whoever wrote at the same time is either before this in the room's order, or refused: the writing
    statement looks at the room's row again behind its lock.
    """
    require(actor, "chat.set_room", room)
    room = Room.objects.select_for_update().get(pk=room.pk)
    act = None
    if not room.is_calm:
        held = clocks.hold(room, now)
        before = {"was": {name: getattr(room, name) for name in CALM}, "turn": held and held.pk}
        act = Act.objects.create(
            room=room, kind=Act.Kind.CALM, by=own_seat(actor, room), before=before, at=now
        )
        settings.put(room, CALM, now)
        record(actor=actor, verb="chat.calm", obj=act, now=now)
    if seat is not None:
        hide_all(actor=actor, seat=seat, now=now)
    return act


@transaction.atomic
def hide_all(*, actor: Any, seat: Seat, now: datetime) -> Act | None:
    """Everything this seat wrote goes out of sight, in a handful of statements however much it is."""
    require(actor, "chat.act_on_seat", seat)
    room = Room.objects.select_for_update().get(pk=seat.room_id)
    shown = Event.objects.filter(
        room=room, seat=seat, kind=Event.Kind.MESSAGE, audience=Event.Audience.ALL
    ).exclude(text="")
    numbers = list(shown.order_by("seq").values_list("seq", flat=True))
    if not numbers:
        return None
    shown.update(audience=Event.Audience.HOSTS)
    stream.append_all(room=room, kind=Event.Kind.HIDDEN, now=now, rows=[{"target": n} for n in numbers])
    act = Act.objects.create(
        room=room,
        kind=Act.Kind.HIDE_ALL,
        by=own_seat(actor, room),
        seat=seat,
        before={"hidden": numbers},
        at=now,
    )
    record(actor=actor, verb="chat.hide_all", obj=act, now=now, messages=len(numbers))
    return act
