"""The first 90 days: nobody writes to a newcomer unasked, and who tries it with many is looked at."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction

from accounts.models import Membership, StaffRole
from ledger.services import record
from recovery_network.common.permissions import require
from safeguarding.models import Case, NewcomerContact, NewcomerLift
from safeguarding.services import queue
from safeguarding.services.blocks import hides
from safeguarding.subjects import Subject

NEW_FOR = timedelta(days=90)
# One account that approached so many newcomers within the window is looked at by staff.
MANY, WITHIN = 3, timedelta(days=14)


def is_newcomer(user: Any, now: datetime) -> bool:
    if now - user.created_at >= NEW_FOR:
        return False
    return not NewcomerLift.objects.filter(user=user).exists()


@transaction.atomic
def approach(
    *,
    sender: Any,
    recipient: Any,
    bond: bool = False,
    as_host: bool = False,
    asked_first: bool = False,
    now: datetime,
) -> bool:
    """May this unasked first message reach its reader? False for a newcomer, and for a blocked pair.

    `bond`: they are a pair already, or know each other. Staff of a newcomer's centre may write.
    `as_host`: a host's word in a meeting, which all its hosts read: it is no approach, and not counted.
    `asked_first`: the newcomer did, and this is the answer: no approach either.
    Every first contact with a newcomer is counted, let through or not. Called by the service that
    sends, in its transaction; it asked its own rule.
    """
    if recipient.pk in hides(sender.pk):
        return False
    if as_host or asked_first or not is_newcomer(recipient, now):
        return True
    let_through = bond or _is_staff_for(sender, recipient)
    _made, new = NewcomerContact.objects.get_or_create(
        sender=sender, newcomer=recipient, defaults={"let_through": let_through, "at": now}
    )
    if new and not _is_staff_for(sender, recipient):
        _look_at_pattern(sender, now)
    return let_through


def _is_staff_for(sender: Any, recipient: Any) -> bool:
    centres = Membership.objects.live().filter(user=recipient).values("centre")
    return StaffRole.objects.live().filter(user=sender, centre__in=centres).exists()


def approaches(user: Any, now: datetime) -> int:
    """How many newcomers this account approached lately; a number for moderators, never the names."""
    return NewcomerContact.objects.filter(sender=user, at__gt=now - WITHIN).count()


def _look_at_pattern(sender: Any, now: datetime) -> None:
    # The sender's row is the lock: two messages at once are counted one after the other.
    get_user_model().objects.select_for_update().get(pk=sender.pk)
    if approaches(sender, now) < MANY:
        return
    subject = Subject(kind="pattern", code="", name="", back_path="/", person=sender)
    centre = queue.centre_of(sender)
    known = Case.objects.filter(about_subject=sender.subject, centre=centre, decided_at=None).exists()
    case = queue.open_case_about(subject, centre, for_women=False, urgent=False, now=now)
    record(actor=None, verb="safeguarding.many_newcomers", obj=case, now=now, known=known)
    Case.objects.filter(pk=case.pk, raised__lt=MANY).update(raised=MANY)
    case.refresh_from_db()
    queue.tell_staff(case, now)


@transaction.atomic
def lift_newcomer(*, actor: Any, membership: Membership, now: datetime) -> None:
    """Staff know the person: their first 90 days end early."""
    require(actor, "safeguarding.lift_newcomer", membership)
    lift, new = NewcomerLift.objects.get_or_create(user=membership.user, defaults={"at": now})
    if new:
        centre = membership.centre.code
        record(actor=actor, verb="safeguarding.lift_newcomer", obj=lift, now=now, centre=centre)
