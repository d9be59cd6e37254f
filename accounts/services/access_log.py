"""Who opened what of mine: the ledger's numbers with names and the things seen beside them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Grant, StaffRole, User
from accounts.shareable import RELATIONS, labels
from ledger.models import AccessEntry

LOOKS_SHOWN = 10
GRANT = Grant._meta.label_lower
# One sentence for all that staff do about safety, so that nobody learns from it that somebody told of
# them: the list of people, which staff open every day, reads the same.
USUAL_WORK = _("The usual work of the staff")
WHY: dict[str, str | Promise] = {
    **dict.fromkeys(("", "report", "check", "people"), USUAL_WORK),
    "staff list": _("The list of staff"),
    "mentor": _("Finding a mentor"),
    "mentor board": _("Finding a mentor"),
    "mentor request": _("Finding a mentor"),
}


@dataclass(frozen=True)
class Look:
    """`seen` names the things that were shared, for a look under a grant."""

    at: datetime
    who: str
    role: str | Promise
    reason: str | Promise
    seen: list[str | Promise] = field(default_factory=list)


def with_names(entries: Iterable[AccessEntry]) -> list[Look]:
    """One query for all names, one for all grants; someone whose account is gone has no name any more."""
    entries = list(entries)
    people = User.objects.filter(subject__in={entry.actor for entry in entries})
    names = dict(people.values_list("subject", "public_name"))
    grants = Grant.objects.in_bulk([int(e.object_id) for e in entries if e.object_kind == GRANT])
    return [
        Look(
            entry.at,
            names.get(entry.actor, ""),
            _role(entry.role),
            WHY.get(entry.reason, entry.reason),
            _seen(entry, grants),
        )
        for entry in entries
    ]


def under(owner: User, grant: Grant) -> list[datetime]:
    """When the reader of one grant looked, the latest first."""
    rows = AccessEntry.objects.visible_to(owner).filter(object_kind=GRANT, object_id=str(grant.pk))
    return list(rows.order_by("-at", "-pk").values_list("at", flat=True)[:LOOKS_SHOWN])


def _role(key: str) -> str | Promise:
    if key in RELATIONS:
        return RELATIONS[key].label
    return dict(StaffRole.Role.choices).get(key, _("Staff"))


def _seen(entry: AccessEntry, grants: dict[int, Grant]) -> list[str | Promise]:
    grant = grants.get(int(entry.object_id)) if entry.object_kind == GRANT else None
    return labels(grant.items) if grant else []
