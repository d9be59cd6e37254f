"""Words that a host reads first: let through as a new message, or kept back with a sentence."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from chat import wording
from chat.models import Event, Room, Seat
from chat.services import clocks, stream
from ledger.services import record
from recovery_network.common.errors import DomainError
from recovery_network.common.permissions import require
from safeguarding.lures import kinds_of_lure


@transaction.atomic
def let_through(*, actor: Any, event: Event, now: datetime) -> Event:
    """The words become a new message, under a new number; the held row keeps its number and nothing
    else. Once, whoever of two hosts comes first. Also for words that were kept back: a second thought."""
    require(actor, "chat.settle_held", event)
    held = _held(event)
    author = held.seat
    if author is None or not author.is_live:
        raise DomainError(_("The person has left. Their words stay as they are."))
    payload = {name: held.payload[name] for name in ("note",) if name in held.payload}
    Event.objects.filter(pk=held.pk).update(text="", audience=Event.Audience.NOBODY)
    Seat.objects.filter(pk=author.pk).update(shown=F("shown") + 1)
    record(actor=actor, verb="chat.let_through", obj=held, now=now)
    shown = stream.append(
        room=held.room,
        kind=Event.Kind.MESSAGE,
        now=now,
        seat=author,
        text=held.text,
        payload=payload | {"released": held.seq},
    )
    clocks.words_settled(held, now)
    return shown


@transaction.atomic
def keep_back(*, actor: Any, event: Event, words: str, now: datetime) -> Event:
    """Nobody else will read it; the author reads why, and may say it another way."""
    require(actor, "chat.settle_held", event)
    held = _held(event)
    if "kept" in held.payload:
        raise DomainError(_("Another host was faster. Nothing is left to do."))
    key = wording.key_for_kept(whys(held))
    held.payload |= {"kept": True}
    held.save(update_fields=["payload"])
    clocks.words_settled(held, now)
    record(actor=actor, verb="chat.keep_back", obj=held, now=now)
    return stream.append(
        room=held.room,
        kind=Event.Kind.KEPT_BACK,
        now=now,
        target=held.seq,
        audience=Event.Audience.SEAT,
        audience_seat=held.seat,
        payload={"words_key": key, "words": wording.changed(key, words)},
    )


@transaction.atomic
def show_again(*, actor: Any, event: Event, now: datetime) -> Event:
    """Undo hiding: the same words as a new message, under a new number."""
    require(actor, "chat.show_again", event)
    Room.objects.select_for_update().get(pk=event.room_id)
    record(actor=actor, verb="chat.show_again", obj=event, now=now)
    shown = show_again_all(event.room, [event.seq], now)
    if not shown:
        raise DomainError(_("Another host was faster. Nothing is left to do."))
    return shown[0]


def show_again_all(room: Room, numbers: list[int], now: datetime) -> list[Event]:
    """The caller has asked the rule and holds the room's lock. What the author took back stays away."""
    hidden = Event.objects.filter(
        room=room, seq__in=numbers, kind=Event.Kind.MESSAGE, audience=Event.Audience.HOSTS
    )
    rows = [
        {"seat_id": one.seat_id, "text": one.text, "payload": one.payload | {"released": one.seq}}
        for one in hidden.order_by("seq")
    ]
    Event.objects.filter(room=room, seq__in=[row["payload"]["released"] for row in rows]).update(
        text="", audience=Event.Audience.NOBODY
    )
    return stream.append_all(room=room, kind=Event.Kind.MESSAGE, now=now, rows=rows)


def whys(held: Event) -> list[str]:
    """All that was found in the words; or why every message is read first, or this one."""
    why = held.payload.get("why", "")
    found = kinds_of_lure(held.text) if why in wording.KEPT_FOR else []
    return found or [why]


def open_ones(room: Room) -> list[Event]:
    """What waits for a host, the oldest first."""
    held = Event.objects.filter(room=room, kind=Event.Kind.HELD, audience=Event.Audience.HOSTS)
    return list(held.exclude(payload__has_key="kept").select_related("seat").order_by("seq"))


def _held(event: Event) -> Event:
    """The row as it is behind the room's lock, where another host may have been faster."""
    Room.objects.select_for_update().get(pk=event.room_id)
    held = Event.objects.select_related("room", "seat").get(pk=event.pk)
    if held.audience != Event.Audience.HOSTS:
        raise DomainError(_("Another host was faster. Nothing is left to do."))
    return held
