"""Who may not write or sit in a room: by a host's act, or by a limit that staff set on the person.

Both become what the writing statement asks anyhow, the seat's `muted_until` or no seat at all, so that a
message costs no question more.
"""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max

from chat.models import Act, Event, LobbyEntry, Room, Seat
from chat.services import lobby, seats, stream, turns
from chat.wire import moment
from safeguarding.services import limits

# Longer than a seat takes to be given, and than a hub takes to ask twice.
LATELY = timedelta(seconds=25)
NO_SEAT = {limits.Step.AWAY, limits.Step.FOR_GOOD}


def until(seat: Seat, now: datetime, *, but: Act | None = None) -> datetime | None:
    """The end of the longest rest that stands for this seat now; `but` is an act that is taken back."""
    acts = Act.objects.filter(seat=seat, kind=Act.Kind.REST, undone_at=None, until__gt=now)
    asked = acts.exclude(pk=but.pk if but else 0).aggregate(end=Max("until"))["end"]
    limit = limits.rest_until(seat.user_id, seat.room.centre, now)
    return max((end for end in (asked, limit) if end is not None), default=None)


def settle(seat: Seat, now: datetime, *, but: Act | None = None) -> datetime | None:
    """Write it down and tell the one who rests. The caller holds the room's lock."""
    rested = seat.muted_until if seat.is_muted(now) else None
    seat.muted_until = until(seat, now, but=but)
    seat.save(update_fields=["muted_until"])
    if seat.is_muted(now):
        turns.seat_rests(seat, now)
    if seat.muted_until != rested and seat.is_live and seat.room.is_talking:
        _tell(seat, now)
    return seat.muted_until


def _tell(seat: Seat, now: datetime) -> None:
    """Nobody else is told: a limit that staff set is not the room's business."""
    end = moment(seat.muted_until) if seat.muted_until else None
    stream.append(
        room=seat.room,
        kind=Event.Kind.RESTS,
        now=now,
        audience=Event.Audience.SEAT,
        audience_seat=seat,
        payload={"until": end, "limit": is_by_limit(seat, now)},
    )


def is_by_limit(seat: Seat, now: datetime) -> bool:
    """Did staff, not a host, ask this person to rest?"""
    return limits.rest_until(seat.user_id, seat.room.centre, now) is not None


def follow(people: Collection[int], now: datetime) -> None:
    """Limits of these people were set or ended: what they have in rooms follows, open sockets too.

    Called in the transaction that did it, so without an actor. Locks the rooms, in order.
    """
    theirs = Seat.objects.filter(user__in=people, room__centre__isnull=False)
    had = theirs.exclude(room__state=Room.State.GONE).select_related("room__centre")
    for seat in had.order_by("room_id", "pk"):
        Room.objects.select_for_update().get(pk=seat.room_id)
        if seat.is_live and limits.strongest(seat.user_id or 0, seat.room.centre, now) in NO_SEAT:
            seats.end_seat(seat=seat, reason="ended", now=now)
        else:
            settle(seat, now)
    _send_from_door(people, now)


@transaction.atomic
def catch_up(now: datetime) -> None:
    """A seat that was given in the very moment of a limit could not know of it. No actor: every hub asks."""
    people = limits.began_since(now - LATELY)
    if people:
        follow(people, now)


def _send_from_door(people: Collection[int], now: datetime) -> None:
    waiting = LobbyEntry.objects.filter(user__in=people, state=LobbyEntry.State.WAITING)
    for entry in waiting.select_related("room__centre").order_by("room_id", "pk"):
        if limits.strongest(entry.user_id or 0, entry.room.centre, now) in NO_SEAT:
            Room.objects.select_for_update().get(pk=entry.room_id)
            LobbyEntry.objects.filter(pk=entry.pk).update(state=LobbyEntry.State.LEFT)
            lobby.tell_waiting(entry.room, now)
