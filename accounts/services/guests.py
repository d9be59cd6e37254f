"""Guests: a name for one meeting, without credentials, erased when its time is over."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import names
from accounts.models import User
from accounts.services import erasure
from ledger.services import record
from recovery_network.common.errors import DomainError
from recovery_network.common.permissions import require

BATCH = 200


@transaction.atomic
def create_guest(
    *, public_name: str, language: str, time_zone: str, adult_confirmed: bool, now: datetime, until: datetime
) -> User:
    """A visitor becomes a guest until `until`. The visitor acts, so there is no actor to ask a rule for."""
    public_name = names.clean_public_name(public_name)
    if not adult_confirmed:
        raise DomainError(_("This place is for people of 18 and over."))
    if until <= now:
        raise DomainError(_("This meeting is over."))
    fault = names.fault_in(public_name)
    if fault:
        raise DomainError(fault)
    guest = User.objects.create_user(
        None,
        None,
        public_name=public_name,
        language=language,
        time_zone=time_zone,
        is_guest=True,
        guest_until=until,
        adult_confirmed_at=now,
        created_at=now,
    )
    record(actor=guest, verb="accounts.create_guest", obj=guest, now=now)
    return guest


@transaction.atomic
def stay_until(*, actor: User, until: datetime, now: datetime) -> User:
    """The guest's own time, set to their meeting's when they go in."""
    require(actor, "accounts.change_person", actor)
    if actor.is_guest:
        actor.guest_until = until
        actor.save(update_fields=["guest_until"])
        record(actor=actor, verb="accounts.stay_until", obj=actor, now=now)
    return actor


def sweep_guests(*, now: datetime) -> int:
    """The timetable's: erase guests whose time is over, each in a transaction of its own. No actor."""
    over = list(User.objects.guests_over(now).order_by("guest_until")[:BATCH])
    for guest in over:
        with transaction.atomic():
            erasure.erase(user=guest, doer=None, now=now)
    return len(over)
