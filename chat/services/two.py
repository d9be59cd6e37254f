"""A room of two: nobody is there to read a message first, so what may not go there is refused.

And nobody is there to be asked to look after somebody, but the other one.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from chat.models import Event, Room, Seat
from chat.services import stream
from notifications.services.notices import notify
from recovery_network.common.errors import DomainError
from safeguarding.lures import CONTACT, LINK, kind_of_lure
from safeguarding.services.newcomers import is_newcomer

NEAR_AGAIN = timedelta(minutes=10)


def check(room: Room, words: str, now: datetime) -> None:
    if room.is_of_two:
        keep_out(_people(room), words, now)


def _people(room: Room) -> Iterator[Any]:
    seats = Seat.objects.live().filter(room=room).select_related("user")
    yield from (seat.user for seat in seats if seat.user is not None)


def keep_out(people: Iterable[Any], words: str, now: datetime, *, money: bool = True) -> None:
    """Money and sellers never; numbers, addresses and links not while one of the two is new here.

    The same for whatever else two people write for one another. `money` is False where somebody writes of
    their own life; who they are is only asked when it matters.
    """
    if not (found := kind_of_lure(words)):
        return
    if found not in {LINK, CONTACT}:
        if money:
            raise DomainError(_("No money, and nothing for sale, between the two of you. This was not sent."))
    elif any(is_newcomer(person, now) for person in people):
        raise DomainError(
            _("Numbers, addresses and links stay out for the first 90 days. Your message was not sent.")
        )


def be_near(seat: Seat, now: datetime) -> None:
    """Words of this seat may mean danger. The other one, who reads them anyhow, is told how to help.

    Neither staff nor centre hears of it: a list of words would end what stays between two people. Called in
    the transaction that keeps the words; no actor.
    """
    others = Seat.objects.live().filter(room=seat.room_id).exclude(pk=seat.pk).select_related("user")
    for other in others:
        lately = Event.objects.filter(room=seat.room_id, kind=Event.Kind.ACT, audience_seat=other)
        if not lately.filter(at__gt=now - NEAR_AGAIN).exists():
            _tell_near(seat.room, other, now)


def _tell_near(room: Room, other: Seat, now: datetime) -> None:
    told = {"act": "near", "seat": other.code, "name": other.alias, "words_key": "near", "words": ""}
    seats = {"audience": Event.Audience.SEAT, "audience_seat": other}
    event = stream.append(room=room, kind=Event.Kind.ACT, now=now, payload=told, **seats)
    if other.user is not None:
        path, key = f"/r/{room.code}/", f"near:{room.pk}:{event.seq}"
        notify(recipient=other.user, key=key, kind="chat.near", path=path, now=now)
