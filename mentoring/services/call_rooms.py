"""The room of a talk that could not wait: two seats, one hour, and the words go after a day."""

from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from chat import aliases
from chat.models import Room, Seat
from chat.services import rooms, seats
from mentoring.models import Call
from mentoring.models.now import ROOM_FOR

KEEP = timedelta(days=1)


def locked(call: Call) -> Call:
    """The row as it stands now. The room comes first: an erasure has the rooms of the person before it comes
    to their calls."""
    Room.objects.select_for_update().filter(pk=call.room_id or 0).first()
    held = Call.objects.select_for_update(of=["self"])
    return held.select_related("centre", "user", "taken_by", "room").get(pk=call.pk)


def open_for(call: Call, now: datetime) -> Room:
    """For the service that holds the call's row and has both people. The caller saves `room`."""
    path = reverse("talk_now")
    room = rooms.create_room(
        kind=Room.Kind.PAIR,
        title=_("Two of us"),
        opens_at=now,
        closes_at=now + ROOM_FOR,
        keep=KEEP,
        back_path=path,
        after_path=path,
        now=now,
        max_seats=2,
        centre=call.centre,
    )
    room = rooms.open_by_itself(room=room, now=now)
    for person, alias in zip((call.user, call.taken_by), _aliases(call), strict=True):
        seats.give_seat(room=room, user=person, alias=alias, role=Seat.Role.MEMBER, now=now)
    return room


def _aliases(call: Call) -> list[str]:
    """Public names; where they look alike, a number keeps them apart."""
    names = [person.public_name for person in (call.user, call.taken_by) if person is not None]
    if aliases.fold(names[0]) == aliases.fold(names[1]):
        names[1] = f"{names[1][:34]} (2)"
    return names


def end(call: Call, now: datetime) -> None:
    """Both seats end, and the room closes."""
    if call.room is not None:
        for seat in Seat.objects.live().filter(room=call.room).order_by("pk"):
            seats.end_seat(seat=seat, reason="ended", now=now)
        rooms.close_by_itself(room=call.room, now=now)
