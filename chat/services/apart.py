"""People who shall not meet, as the seats of a room: each sees nothing the other writes or does.

Hosts see everybody and everybody sees hosts: a meeting cannot be held by somebody unseen. Asked when
seats change, for all seats of the room at once, so that a listener costs nothing.
"""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from chat.models import Room, Seat
from chat.services import stream
from safeguarding.services import blocks

# Seats by number and by code: rows know the one, payloads name the other.
Hidden = frozenset[int | str]
Unseen = dict[int, Hidden]
NOBODY: Hidden = frozenset()


def unseen(room_id: int) -> Unseen:
    """For each seat that does not see all: the seats it sees nothing of, those that were left too."""
    seats = Seat.objects.filter(room=room_id).exclude(user=None).exclude(role=Seat.Role.HOST)
    seat_of = {user: (pk, code) for user, pk, code in seats.values_list("user_id", "pk", "code")}
    found = blocks.among([person for person in seat_of if person is not None])
    here = {
        viewer: _both(seat_of[one] for one in others & seat_of.keys()) for viewer, others in found.items()
    }
    return {seat_of[viewer][0]: hidden for viewer, hidden in here.items() if hidden}


def unseen_by(seat: Seat) -> Hidden:
    """The same for one seat, where a page is drawn."""
    if seat.is_host or seat.user_id is None:
        return NOBODY
    others = blocks.hides(seat.user_id)
    if not others:
        return NOBODY
    met = Seat.objects.filter(room=seat.room_id, user__in=others).exclude(role=Seat.Role.HOST)
    return _both(met.values_list("pk", "code"))


def _both(pairs: Any) -> Hidden:
    return frozenset(name for pair in pairs for name in pair)


def numbers(hidden: Hidden) -> list[int]:
    """The seats' numbers alone, for a query."""
    return [name for name in hidden if isinstance(name, int)]


def ask_again(people: Collection[int]) -> None:
    """They were set apart, or may meet again: every hub asks before it delivers anything more."""
    _rooms_ask(Seat.objects.live().filter(user__in=people))


def ask_again_between(owner: UUID, reader: UUID) -> None:
    """What the one lets the other see has changed: the same, in the rooms where both of them sit."""
    live = Seat.objects.live()
    rooms = live.filter(user__subject=owner).values("room")
    _rooms_ask(live.filter(user__subject=reader, room__in=rooms))


def _rooms_ask(seats: QuerySet[Seat]) -> None:
    seats = seats.exclude(room__state=Room.State.GONE)
    for room in Room.objects.filter(pk__in=seats.values("room")).order_by("pk"):
        stream.seats_changed(room)
