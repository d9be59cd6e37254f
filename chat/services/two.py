"""A room of two: nobody is there to read a message first, so what may not go there is refused."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from chat.models import Room, Seat
from recovery_network.common.errors import DomainError
from safeguarding.lures import CONTACT, LINK, kind_of_lure
from safeguarding.services.newcomers import is_newcomer


def check(room: Room, words: str, now: datetime) -> None:
    if room.kind == Room.Kind.PAIR:
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
