"""People who shall not meet, as the seats of a room: each sees nothing the other writes.

Hosts see everybody and everybody sees hosts: a meeting cannot be held by somebody unseen. Asked when
seats change, for all seats of the room at once, so that a listener costs nothing.
"""

from collections.abc import Collection
from uuid import UUID

from django.db.models import QuerySet

from chat.models import Room, Seat
from chat.services import stream
from safeguarding.services import blocks

Unseen = dict[int, frozenset[int]]


def unseen(room_id: int) -> Unseen:
    """For each seat that does not see all: the seats it sees nothing of, those that were left too."""
    seats = Seat.objects.filter(room=room_id).exclude(user=None).exclude(role=Seat.Role.HOST)
    seat_of = dict(seats.values_list("user_id", "pk"))
    found = blocks.among([person for person in seat_of if person is not None])
    here = {
        viewer: frozenset(seat_of[one] for one in others & seat_of.keys()) for viewer, others in found.items()
    }
    return {seat_of[viewer]: seats for viewer, seats in here.items() if seats}


def unseen_by(seat: Seat) -> frozenset[int]:
    """The same for one seat, where a page is drawn."""
    if seat.is_host or seat.user_id is None:
        return frozenset()
    others = blocks.hides(seat.user_id)
    if not others:
        return frozenset()
    met = Seat.objects.filter(room=seat.room_id, user__in=others).exclude(role=Seat.Role.HOST)
    return frozenset(met.values_list("pk", flat=True))


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
