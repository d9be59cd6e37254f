"""When no host is heard: the room says so and reads first; later it closes, or a peer host takes over.

Rows decide, and whoever looks moves them: the hub's tick, a page, a question for news, the timetable.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext_lazy as _

from chat.models import Event, PresenceInterval, Room, Seat
from chat.services import care, rooms, settings, stream
from ledger.services import record
from recovery_network.common.errors import DomainError
from recovery_network.common.permissions import require

AWAY_AFTER = timedelta(minutes=2)
CLOSE_AFTER = timedelta(minutes=10)


def watch(room_ids: Iterable[int], now: datetime) -> int:
    """Move the rooms whose hosts went or came back; one question for all. No actor: the clock says so."""
    moved = 0
    for room_id, away_at, heard_at in _heard(list(room_ids)):
        if _is_due(away_at, heard_at, now):
            moved += _move(room_id, now)
    return moved


def watch_all(now: datetime) -> int:
    """The same for every open room. Run by the timetable: no actor."""
    return watch(Room.objects.filter(state__in=Room.TALKING).values_list("pk", flat=True), now)


@transaction.atomic
def take_over(*, actor: Any, room: Room, now: datetime) -> Seat:
    """A greeter hosts a room whose hosts are away. The first one does; the door stays as it is."""
    require(actor, "chat.take_over", room)
    room = Room.objects.select_for_update().get(pk=room.pk)
    if room.host_away_at is None or not room.is_talking:
        raise DomainError(_("A host is here again."))
    seat = Seat.objects.select_for_update(of=("self",)).get(room=room, user=actor)
    seat.role = Seat.Role.HOST
    seat.save(update_fields=["role"])
    care.forget_checks(seat)
    stream.seats_changed(room)
    _be_back(room, now)
    record(actor=actor, verb="chat.take_over", obj=seat, now=now)
    return seat


def _heard(room_ids: list[int]) -> list[tuple[int, datetime | None, datetime]]:
    """Open meetings that had a host inside, and when one of the hosts was last heard.

    A host who was at the door only, and never in the open room, has not left it: peers hold it.
    """
    stamps = PresenceInterval.objects.filter(
        seat__room__in=room_ids,
        seat__room__state__in=Room.TALKING,
        seat__room__kind=Room.Kind.MEETING,
        seat__role=Seat.Role.HOST,
        last_at__gte=F("seat__room__opened_at"),
    )
    rooms_heard = stamps.values_list("seat__room", "seat__room__host_away_at").annotate(at=Max("last_at"))
    return list(rooms_heard.order_by("seat__room"))


def _is_due(away_at: datetime | None, heard_at: datetime, now: datetime) -> bool:
    silent = now - heard_at
    if away_at is None:
        return silent >= AWAY_AFTER
    return silent < AWAY_AFTER or silent >= CLOSE_AFTER


@transaction.atomic
def _move(room_id: int, now: datetime) -> int:
    """Asked again under the room's lock: several look at once, one moves."""
    room = Room.objects.select_for_update().get(pk=room_id)
    for _room, away_at, heard_at in _heard([room_id]):
        if not _is_due(away_at, heard_at, now):
            continue
        if away_at is None:
            _be_away(room, now)
        elif now - heard_at >= CLOSE_AFTER:
            rooms.close_by_itself(room=room, now=now)
        else:
            _be_back(room, now)
        return 1
    return 0


def _be_away(room: Room, now: datetime) -> None:
    room.host_away_at, room.read_first_before = now, room.reads_first
    room.save(update_fields=["host_away_at", "read_first_before"])
    _tell(room, "away", now)
    settings.put(room, {"reads_first": True}, now)


def _be_back(room: Room, now: datetime) -> None:
    room.host_away_at = None
    room.save(update_fields=["host_away_at"])
    _tell(room, "back", now)
    settings.put(room, {"reads_first": room.read_first_before}, now)


def _tell(room: Room, state: str, now: datetime) -> None:
    stream.append(room=room, kind=Event.Kind.HOST, now=now, payload={"state": state})
