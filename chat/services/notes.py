"""A note over a message, added by a host after it was sent. The writer's own note goes with the message."""

from datetime import datetime
from typing import Any

from django.db import transaction

from chat.content_notes import ContentNote
from chat.models import Event, Room
from chat.services import stream
from ledger.services import record
from recovery_network.common.permissions import require


@transaction.atomic
def add_note(*, actor: Any, event: Event, note: str, now: datetime) -> Event | None:
    """Close the message behind "Talks about …"; an empty note opens it again. Locks the room's row.
    Only who may know of the message learns of its note: not everybody, while it is held or hidden.

    None when nothing changed, or the message is nobody's any more.
    """
    require(actor, "chat.note_message", event)
    wanted = checked(note)
    Room.objects.select_for_update().get(pk=event.room_id)
    event.refresh_from_db(fields=["payload", "audience"])
    if event.audience == Event.Audience.NOBODY or event.payload.get("note", "") == wanted:
        return None
    event.payload = {key: value for key, value in event.payload.items() if key != "note"} | as_payload(wanted)
    event.save(update_fields=["payload"])
    record(actor=actor, verb="chat.note_message", obj=event, now=now, note=wanted)
    told: dict[str, Any] = {"audience": event.audience, "payload": {"note": wanted}}
    if event.kind == Event.Kind.HELD:  # its author knows of it, as of the words themselves
        told["seat"] = event.seat
    return stream.append(room=event.room, kind=Event.Kind.NOTE, now=now, target=event.seq, **told)


def checked(note: str) -> str:
    """One of the known notes, or "" for none."""
    return ContentNote(note).value if note else ""


def as_payload(note: str) -> dict[str, str]:
    return {"note": note} if note else {}
