"""Doors that have not opened: who waits there is told to the apps above, which know why it is closed."""

from collections.abc import Iterable
from datetime import datetime

from chat.models import Event, Room
from chat.signals import people_wait


def look_at_door(room: Room, now: datetime) -> Room:
    """Somebody waits in this room; the room as it is afterwards. No actor: only the clock decides.

    A fault of a receiver is logged and keeps nobody from the page.
    """
    people_wait.send_robust(sender=Room, room=room, now=now)
    room.refresh_from_db()
    return room


def look_at_doors(seat_ids: Iterable[int], now: datetime) -> int:
    """The same for all who wait with an open socket. No actor: the sockets say so."""
    waiting = Room.objects.filter(state__in=Room.BEFORE, seats__in=list(seat_ids)).distinct()
    rooms = list(waiting)
    for room in rooms:
        people_wait.send_robust(sender=Room, room=room, now=now)
    return len(rooms)


def is_host_away(room: Room) -> bool:
    """Is a host being looked for? The last word about it stands in the stream."""
    said = Event.objects.filter(room=room, kind=Event.Kind.HOST).order_by("-seq").first()
    return said is not None and said.payload.get("state") == "away"
