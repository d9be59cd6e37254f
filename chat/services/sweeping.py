"""Words go when their window is over; numbers stay. Run by the timetable: no actors here."""

from datetime import datetime

from django.db import transaction
from django.db.models import F, QuerySet

from chat.models import Event, LobbyWord, Room
from chat.services import reactions, stream, turns
from chat.wire import WITH_WORDS

SAID_BY_HOSTS = (Event.Kind.KEPT_BACK, Event.Kind.ACT)


def sweep_messages(now: datetime) -> dict[str, int]:
    """Empty what is over, one transaction a room. Twice, or in two workers, is harmless."""
    over = Room.objects.filter(state=Room.State.CLOSED, closed_at__lte=now - F("keep"))
    gone = [_empty_room(pk, now) for pk in over.values_list("pk", flat=True)]
    standing = Room.objects.filter(closes_at=None, state__in=Room.TALKING)
    aged = [_empty_aged(room, now) for room in standing.only("pk", "keep")]
    return {"rooms": len(gone), "messages": sum(gone) + sum(aged)}


@transaction.atomic
def _empty_room(room_id: int, now: datetime) -> int:
    room = Room.objects.select_for_update().get(pk=room_id)
    emptied = _empty(Event.objects.filter(room=room))
    LobbyWord.objects.filter(entry__room=room).delete()
    turns.sweep_room(room)
    room.state, room.gone_at = Room.State.GONE, now
    room.save(update_fields=["state", "gone_at"])
    stream.seats_changed(room)
    return emptied


def _empty_aged(room: Room, now: datetime) -> int:
    return _empty(Event.objects.filter(room=room, at__lte=now - room.keep))


def _empty(events: QuerySet[Event]) -> int:
    events.filter(kind__in=SAID_BY_HOSTS).update(payload={}, audience=Event.Audience.NOBODY)
    with_words = events.filter(kind__in=WITH_WORDS).exclude(text="")
    reactions.sweep(events)
    return with_words.update(text="", payload={}, audience=Event.Audience.NOBODY)
