"""Who opened my record: the ledger's numbers with the names of staff beside them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import StaffRole, User
from ledger.models import AccessEntry


@dataclass(frozen=True)
class Look:
    at: datetime
    who: str
    role: str | Promise
    reason: str


def with_names(entries: Iterable[AccessEntry]) -> list[Look]:
    """One query for all names; someone whose account is gone has none any more."""
    entries = list(entries)
    people = User.objects.filter(subject__in={entry.actor for entry in entries})
    names = dict(people.values_list("subject", "public_name"))
    labels = dict(StaffRole.Role.choices)
    return [
        Look(entry.at, names.get(entry.actor, ""), labels.get(entry.role, _("Staff")), entry.reason)
        for entry in entries
    ]
