"""The room of two. They have seats in it exactly while they walk together."""

from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from chat import aliases
from chat.models import Room, Seat
from chat.services import rooms, seats
from mentoring.models import Pair

KEEP = timedelta(days=90)


def open_for(pair: Pair, now: datetime) -> Room:
    """A standing room, made at the first agreement; who comes back from a pause finds their words there.
    The caller saves the pair's `room`."""
    if pair.room is None:
        path = reverse("pair", args=[pair.code])
        pair.room = rooms.create_room(
            kind=Room.Kind.PAIR,
            title=_("Two of us"),
            opens_at=now,
            closes_at=None,
            keep=KEEP,
            back_path=path,
            after_path=path,
            now=now,
            max_seats=2,
            centre=pair.mentor.centre,
        )
    for person, alias in zip(pair.two(), _aliases(pair), strict=True):
        seats.give_seat(room=pair.room, user=person, alias=alias, role=Seat.Role.MEMBER, now=now)
    return pair.room


def _aliases(pair: Pair) -> list[str]:
    """Public names; where they look alike, the mentor's says so."""
    names = [person.public_name for person in pair.two()]
    if aliases.fold(names[0]) == aliases.fold(names[1]):
        names[1] = f"{names[1][:30]} ({_('mentor')})"
    return names


def rest(pair: Pair, now: datetime) -> None:
    """Both seats end: nobody writes to somebody who asked for a rest."""
    if pair.room is not None:
        for seat in Seat.objects.live().filter(room=pair.room).order_by("pk"):
            seats.end_seat(seat=seat, reason="ended", now=now)


def end(pair: Pair, now: datetime) -> None:
    if pair.room is not None:
        rest(pair, now)
        rooms.close_by_itself(room=pair.room, now=now)
