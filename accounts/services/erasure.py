"""Erasing a person: every row about them goes or is detached, and the ledger points to nobody."""

from copy import copy
from datetime import datetime

from allauth.account.models import EmailAddress
from django.db import transaction

from accounts.models import User
from accounts.services import sessions
from accounts.signals import account_erased
from ledger.services import record
from recovery_network.common.permissions import require


@transaction.atomic
def erase_account(*, actor: User, user: User, now: datetime) -> None:
    require(actor, "accounts.erase_person", user)
    erase(user=user, doer=actor, now=now)


def erase(*, user: User, doer: User | None, now: datetime) -> None:
    """The writing part. Without a doer it is the timetable's (guests whose time is over).

    The receivers run first and in this transaction, while the person still exists; then the row and
    everything that cascades from it go. The ledger keeps the subject number, which now means nobody;
    it is also what lets an erasure be repeated after an old backup was restored.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    gone = copy(user)  # deleting takes the key off the instance, and sockets are found by it
    account_erased.send(sender=User, user=user, now=now)
    record(actor=doer, verb="accounts.erase", obj=user, now=now, subject=str(user.subject))
    sessions.end_all(gone)
    EmailAddress.objects.filter(user=user).delete()
    user.delete()
