"""Words go when their window is over; numbers stay. Run by the timetable: no actors here."""

from datetime import datetime

from django.db import transaction
from django.db.models import F, Max, Q, QuerySet

from chat.models import Act, Event, LobbyEntry, LobbyWord, Room
from chat.services import reactions, stream, turns
from chat.wire import WITH_WORDS

# Their words and names stand in the payload: what hosts said, who was looked after, who took turns.
NAMES_IN_PAYLOAD = (
    Event.Kind.KEPT_BACK,
    Event.Kind.ACT,
    Event.Kind.CHECK,
    Event.Kind.TURN,
    Event.Kind.QUEUE,
)


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
    emptied = _empty(_with_words(room))
    LobbyWord.objects.filter(entry__room=room).delete()
    LobbyEntry.objects.filter(room=room).exclude(words="").update(words="")
    Act.objects.filter(room=room).exclude(words="").update(words="")
    turns.sweep_room(room)
    room.state, room.gone_at = Room.State.GONE, now
    room.save(update_fields=["state", "gone_at"])
    stream.seats_changed(room)
    return emptied


def _empty_aged(room: Room, now: datetime) -> int:
    """The words of a standing room that are over. Open pages learn it by one event, however many went."""
    last = _with_words(room).filter(at__lte=now - room.keep).aggregate(last=Max("seq"))["last"]
    return _empty_up_to(room, last, now) if last else 0


@transaction.atomic
def _empty_up_to(room: Room, last: int, now: datetime) -> int:
    """All up to this number, so that the one number says all. Locks the room's row."""
    Room.objects.select_for_update().get(pk=room.pk)
    emptied = _empty(_with_words(room).filter(seq__lte=last))
    if emptied:
        stream.append(room=room, kind=Event.Kind.SWEPT, now=now, target=last)
    return emptied


def _with_words(room: Room) -> QuerySet[Event]:
    """What people wrote, and every name and sentence that travelled in a payload."""
    written = Q(kind__in=WITH_WORDS) & (~Q(text="") | Q(payload__has_key="asks"))
    said = Q(kind__in=NAMES_IN_PAYLOAD) & ~Q(payload={})
    return Event.objects.filter(written | said, room=room)


def _empty(events: QuerySet[Event]) -> int:
    reactions.sweep(events)
    return events.update(text="", payload={}, audience=Event.Audience.NOBODY)
