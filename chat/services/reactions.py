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
from recovery_network.common.errors import DomainError, NotAllowed
from recovery_network.common.permissions import require


@dataclass(frozen=True)
class Support:
    """One of the three kinds under one message, as one seat sees it."""

    kind: str
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
    if not _change(event, seat, Reaction.Kind(kind), on):
        return _counts(event)
    return _tell(room, event, now, by=seat)


def shown(room_id: int, seat: Seat, after: int) -> dict[int, dict[str, tuple[int, bool]]]:
    """Number of the message to kind to how many, and whether one's own is among them. One query."""
    rows = Reaction.objects.filter(event__room=room_id, event__seq__gt=after).values("event__seq", "kind")
    rows = rows.annotate(number=Count("pk"), own=Count("pk", filter=Q(seat=seat))).order_by()
    found: dict[int, dict[str, tuple[int, bool]]] = {}
    for row in rows:
        found.setdefault(row["event__seq"], {})[row["kind"]] = (row["number"], row["own"] > 0)
    return found


def in_line(found: dict[str, tuple[int, bool]]) -> list[Support]:
    """All three kinds, in their order, for one message."""
    kinds = [(kind.value, str(kind.label), found.get(kind.value, (0, False))) for kind in Reaction.Kind]
    return [Support(kind, label, count, mine) for kind, label, (count, mine) in kinds]


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


def _counts(event: Event) -> dict[str, int]:
    rows = Reaction.objects.filter(event=event).order_by().values("kind").annotate(number=Count("pk"))
    return dict.fromkeys(Reaction.Kind.values, 0) | {row["kind"]: row["number"] for row in rows}


def _tell(room: Room, event: Event, now: datetime, by: Seat | None = None) -> dict[str, int]:
    counts = _counts(event)
    payload = {"counts": counts}
    stream.append(room=room, kind=Event.Kind.REACTION, now=now, seat=by, target=event.seq, payload=payload)
    return counts
