"""Private words between one seat and the hosts. All hosts of the room read them; nobody else does."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from chat.models import Event, Room, Seat
from chat.rules import own_seat
from chat.services import care, stream
from chat.services.limits import BURST, PaceError
from recovery_network.common.errors import DomainError
from recovery_network.common.permissions import require
from recovery_network.common.text import many_lines
from safeguarding.services import newcomers

LONGEST = 1000
BURST_LIMIT = 5


@transaction.atomic
def write_to_hosts(*, actor: Any, room: Room, text: str, now: datetime) -> Event:
    """Also for somebody who rests from writing: a way to a host is always open while the room is."""
    require(actor, "chat.write_to_hosts", room)
    room = _open(room)
    seat = own_seat(actor, room)
    _check_pace(seat, now)
    words = _checked(text)
    event = _to_hosts(room, seat, now, text=words)
    if care.is_alarming(actor, words):
        care.open_by_words(seat, now)
    return event


@transaction.atomic
def ask_for_a_word(*, actor: Any, room: Room, now: datetime) -> Event:
    """ "Talk to a host now": one tap, without words. Nobody but the hosts sees it."""
    require(actor, "chat.write_to_hosts", room)
    room = _open(room)
    seat = own_seat(actor, room)
    _check_pace(seat, now)
    return _to_hosts(room, seat, now, payload={"asks": True})


def _to_hosts(room: Room, seat: Seat, now: datetime, **said: Any) -> Event:
    hosts = Event.Audience.HOSTS
    return stream.append(room=room, kind=Event.Kind.PRIVATE, now=now, seat=seat, audience=hosts, **said)


@transaction.atomic
def write_to_seat(*, actor: Any, seat: Seat, text: str, now: datetime) -> Event:
    """A host's private word; the other hosts see it, so that nobody answers twice.

    Somebody who keeps apart from this host is not reached; the hosts see it as any other, so that
    nothing tells of it.
    """
    require(actor, "chat.write_to_seat", seat)
    room = _open(seat.room)
    reached = newcomers.approach(sender=actor, recipient=seat.user, as_host=True, now=now)
    return stream.append(
        room=room,
        kind=Event.Kind.PRIVATE,
        now=now,
        seat=own_seat(actor, room),
        audience=Event.Audience.SEAT if reached else Event.Audience.HOSTS,
        audience_seat=seat if reached else None,
        text=_checked(text),
        payload={"to": seat.code, "to_name": seat.alias},
    )


def _open(room: Room) -> Room:
    room = Room.objects.select_for_update().get(pk=room.pk)
    if not room.is_talking:
        raise DomainError(_("This room is not open now. Your message was not sent."))
    return room


def _check_pace(seat: Seat, now: datetime) -> None:
    recent = Event.objects.filter(seat=seat, kind=Event.Kind.PRIVATE, at__gt=now - BURST).order_by("-at")
    times = list(recent.values_list("at", flat=True)[:BURST_LIMIT])
    if len(times) == BURST_LIMIT:
        raise PaceError(times[-1] + BURST - now, is_flood=False)


def _checked(text: str) -> str:
    words = many_lines(text)
    if not words:
        raise DomainError(_("Write something first."))
    if len(words) > LONGEST:
        raise DomainError(_("This is too long. A message can have 1,000 characters."))
    return words
