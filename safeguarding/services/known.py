"""The people of a centre, for its staff: whose first days last, and which accounts are one person's."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.db import transaction

from accounts.models import Centre, Membership, StaffRole
from ledger.services import record_accesses
from recovery_network.common.permissions import can, require
from safeguarding.models import NewcomerLift, SamePerson
from safeguarding.services.newcomers import NEW_FOR

PAGE_SIZE = 30


@dataclass(frozen=True)
class Known:
    """`also` are the names of this person's other accounts at the centre; told to managers only."""

    membership: Membership
    is_new: bool
    also: list[str]
    is_linked: bool


@transaction.atomic
def open_people(*, actor: Any, centre: Centre, number: str | None, now: datetime) -> Page:
    """One page of those who belong now, the newest first. Each person shown can see that somebody looked."""
    require(actor, "safeguarding.open_staff_desk", centre)
    live = Membership.objects.live().filter(centre=centre).select_related("user", "centre")
    page = Paginator(live.order_by("-joined_at", "-pk"), PAGE_SIZE).get_page(number)
    shown = list(page.object_list)
    role = StaffRole.objects.live().filter(user=actor, centre=centre).values_list("role", flat=True)[0]
    reads = [(row.user, row) for row in shown]
    record_accesses(actor=actor, reads=reads, role=role, now=now, reason="people")
    may_link = can(actor, "safeguarding.link_accounts", centre)
    names = _other_names(shown, centre) if may_link else {}
    lifted = set(NewcomerLift.objects.filter(user__in=_people(shown)).values_list("user", flat=True))
    known = [
        Known(
            membership=row,
            is_new=now - row.user.created_at < NEW_FOR and row.user_id not in lifted,
            also=names.get(row.user_id, []),
            is_linked=row.user_id in names,
        )
        for row in shown
    ]
    return Page(known, page.number, page.paginator)


def _people(rows: Iterable[Membership]) -> list[int]:
    return [row.user_id for row in rows]


def _other_names(rows: list[Membership], centre: Centre) -> dict[int, list[str]]:
    """For each linked account: under which names the same person is here besides. Only this centre's."""
    own = dict(SamePerson.objects.filter(user__in=_people(rows)).values_list("user", "person"))
    here = Membership.objects.live().filter(centre=centre).values("user")
    named: dict[Any, list[tuple[int, str]]] = defaultdict(list)
    known = SamePerson.objects.filter(person__in=own.values(), user__in=here).order_by("linked_at", "pk")
    for person, user, name in known.values_list("person", "user", "user__public_name"):
        named[person].append((user, name))
    return {user: [name for other, name in named[person] if other != user] for user, person in own.items()}
