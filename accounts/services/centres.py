"""Centres, and who belongs to them."""

from datetime import datetime

from django.db import transaction

from accounts.models import Centre, Membership, User
from ledger.services import record
from recovery_network.common.permissions import require


@transaction.atomic
def create_centre(
    *, actor: User, name: str, country: str, time_zone: str, language: str, now: datetime
) -> Centre:
    require(actor, "accounts.create_centre")
    centre = Centre.objects.create(
        name=name, country=country, time_zone=time_zone, language=language, created_at=now
    )
    record(actor=actor, verb="accounts.create_centre", obj=centre, now=now, centre=centre.code)
    return centre


@transaction.atomic
def admit_member(*, actor: User, centre: Centre, person: User, now: datetime) -> Membership:
    """Idempotent: who belongs already keeps the membership they have."""
    require(actor, "accounts.admit_member", centre)
    return admit(centre=centre, person=person, doer=actor, now=now)


def admit(*, centre: Centre, person: User, doer: User, now: datetime) -> Membership:
    """The writing part, for services that asked another rule (an invite is its own permission)."""
    membership, made = Membership.objects.get_or_create(
        user=person, centre=centre, left_at=None, defaults={"joined_at": now}
    )
    if made:
        record(actor=doer, verb="accounts.admit_member", obj=membership, now=now, centre=centre.code)
    return membership


@transaction.atomic
def end_membership(*, actor: User, membership: Membership, now: datetime) -> Membership:
    require(actor, "accounts.end_membership", membership)
    if membership.left_at is None:
        membership.left_at = now
        membership.save(update_fields=["left_at"])
        code = membership.centre.code
        record(actor=actor, verb="accounts.end_membership", obj=membership, now=now, centre=code)
    return membership
