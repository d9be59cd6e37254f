"""Support for messages: one tap, counted, and never told whose.

It is kept out of the ledger: like the message itself, it goes when the room's words go.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from chat.models import Event, Reaction, Room, Seat
from chat.rules import seat_of
from chat.services import limits, stream
from chat.services.apart import NOBODY, Hidden, numbers, unseen_by
from chat.wire import Row
from recovery_network.common.errors import DomainError, NotAllowed
from recovery_network.common.permissions import require

ICONS = {Reaction.Kind.WITH_YOU: "heart", Reaction.Kind.THANK_YOU: "sprout", Reaction.Kind.STRENGTH: "sun"}


@dataclass(frozen=True)
class Support:
    """One of the three kinds under one message, as one seat sees it."""

    kind: str
    icon: str
    label: str
    count: int
    mine: bool


@transaction.atomic
def react(*, actor: Any, event: Event, kind: str, on: bool, now: datetime) -> dict[str, int]:
    """Send support, or take it back; the counts now. Twice is the same as once. Locks the room's row."""
    require(actor, "chat.react", event)
    room = Room.objects.select_for_update().get(pk=event.room_id)
    if not room.is_talking:
        raise DomainError(_("This room is not open now."))
    seat = seat_of(actor, room)
    if seat is None:  # it ended since the rule was asked
        raise NotAllowed("chat.react")
    limits.check_signs(seat, now)
    if _change(event, seat, Reaction.Kind(kind), on):
        _tell(room, event, now, by=seat)
    return _counts(event, unseen_by(seat))


def shown(
    room_id: int, seat: Seat, after: int, unseen: Hidden = NOBODY
) -> dict[int, dict[str, tuple[int, bool]]]:
    """Number of the message to kind to how many, and whether one's own is among them. One query."""
    given = Reaction.objects.filter(event__room=room_id, event__seq__gt=after)
    rows = given.exclude(seat__in=numbers(unseen)).values("event__seq", "kind")
    rows = rows.annotate(number=Count("pk"), own=Count("pk", filter=Q(seat=seat))).order_by()
    found: dict[int, dict[str, tuple[int, bool]]] = {}
    for row in rows:
        found.setdefault(row["event__seq"], {})[row["kind"]] = (row["number"], row["own"] > 0)
    return found


def recounted(room_id: int, rows: list[Row], unseen: Hidden) -> list[Row]:
    """As somebody reads it who sees nothing of these seats: the counts now, without their support.

    One query, and none for everybody else.
    """
    about = {row.target or 0 for row in rows if row.kind == Event.Kind.REACTION} if unseen else set()
    if not about:
        return rows
    given = Reaction.objects.filter(event__room=room_id, event__seq__in=about)
    found = given.exclude(seat__in=numbers(unseen)).order_by().values_list("event__seq", "kind")
    counts = {seq: dict.fromkeys(Reaction.Kind.values, 0) for seq in about}
    for seq, kind, number in found.annotate(number=Count("pk")):
        counts[seq][kind] = number
    return [
        row._replace(payload={"counts": counts[row.target or 0]}) if row.kind == Event.Kind.REACTION else row
        for row in rows
    ]


def in_line(found: dict[str, tuple[int, bool]]) -> list[Support]:
    """All three kinds, in their order, for one message."""
    return [Support(*kind, *found.get(kind[0], (0, False))) for kind in kinds()]


def kinds() -> list[tuple[str, str, str]]:
    """Each with its drawing and its words."""
    return [(kind.value, ICONS[kind], str(kind.label)) for kind in Reaction.Kind]


def forget_seat(seat: Seat, now: datetime) -> None:
    """The person was erased: their support goes, and the room is told the counts without it.

    The caller holds the room's lock.
    """
    given = Reaction.objects.filter(seat=seat)
    events = list(Event.objects.filter(pk__in=given.values("event")).exclude(audience=Event.Audience.NOBODY))
    given.delete()
    for event in events:
        _tell(seat.room, event, now)


def sweep(events: Iterable[Event]) -> None:
    """Support goes with the words it was for."""
    Reaction.objects.filter(event__in=events).delete()


def _change(event: Event, seat: Seat, kind: Reaction.Kind, on: bool) -> bool:
    """Whether anything changed."""
    if on:
        return Reaction.objects.get_or_create(event=event, seat=seat, kind=kind)[1]
    return bool(Reaction.objects.filter(event=event, seat=seat, kind=kind).delete()[0])


def _counts(event: Event, unseen: Hidden = NOBODY) -> dict[str, int]:
    given = Reaction.objects.filter(event=event).exclude(seat__in=numbers(unseen))
    rows = given.order_by().values("kind").annotate(number=Count("pk"))
    return dict.fromkeys(Reaction.Kind.values, 0) | {row["kind"]: row["number"] for row in rows}


def _tell(room: Room, event: Event, now: datetime, by: Seat | None = None) -> None:
    payload = {"counts": _counts(event)}
    stream.append(room=room, kind=Event.Kind.REACTION, now=now, seat=by, target=event.seq, payload=payload)
