"""A room of two: nobody is there to read a message first, so what may not go there is refused."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from chat.models import Room, Seat
from recovery_network.common.errors import DomainError
from safeguarding.lures import CONTACT, LINK, kind_of_lure
from safeguarding.services.newcomers import is_newcomer


def check(room: Room, words: str, now: datetime) -> None:
    """Money and sellers never; numbers, addresses and links not while one of the two is new here."""
    if room.kind != Room.Kind.PAIR or not (found := kind_of_lure(words)):
        return
    if found not in {LINK, CONTACT}:
        raise DomainError(_("No money, and nothing for sale, between the two of you. This was not sent."))
    people = [seat.user for seat in Seat.objects.live().filter(room=room).select_related("user")]
    if any(person is not None and is_newcomer(person, now) for person in people):
        raise DomainError(
            _("Numbers, addresses and links stay out for the first 90 days. Your message was not sent.")
        )
