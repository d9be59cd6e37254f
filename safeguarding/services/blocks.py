"""Blocks: total, invisible, and by person: other accounts of the same human being are meant too."""

import uuid
from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Centre
from ledger.services import record
from recovery_network.common.errors import DomainError
from recovery_network.common.permissions import require
from safeguarding.models import Block, SamePerson
from safeguarding.signals import apart_changed

# Both directions, widened to every account of either person. One statement for any number of viewers.
_HIDDEN = """
    WITH account AS (
        SELECT s.user_id AS given, o.user_id AS id
        FROM safeguarding_sameperson s JOIN safeguarding_sameperson o ON o.person = s.person
        WHERE s.user_id = ANY(%(viewers)s)
        UNION SELECT v, v FROM unnest(%(viewers)s::bigint[]) v
    ), met AS (
        SELECT a.given, b.blocked_id AS other, b.made_at
        FROM account a JOIN safeguarding_block b ON b.blocker_id = a.id
        UNION
        SELECT a.given, b.blocker_id, b.made_at
        FROM account a JOIN safeguarding_block b ON b.blocked_id = a.id
    )
    SELECT given, other, made_at FROM met
    UNION
    SELECT m.given, o.user_id, m.made_at FROM met m
    JOIN safeguarding_sameperson s ON s.user_id = m.other
    JOIN safeguarding_sameperson o ON o.person = s.person
"""


def among(viewer_ids: Collection[int]) -> dict[int, set[int]]:
    """For each viewer, the people they shall not meet; viewers who meet everybody are left out."""
    hidden: dict[int, set[int]] = defaultdict(set)
    with connection.cursor() as cursor:
        cursor.execute(_HIDDEN, {"viewers": list(viewer_ids)})
        for viewer, other, _since in cursor.fetchall():
            if viewer != other:
                hidden[viewer].add(other)
    return dict(hidden)


def hides_since(viewer_id: int) -> dict[int, datetime]:
    """As `hides`, with the time from which on: what was read before is no secret."""
    since: dict[int, datetime] = {}
    with connection.cursor() as cursor:
        cursor.execute(_HIDDEN, {"viewers": [viewer_id]})
        for viewer, other, made_at in cursor.fetchall():
            if viewer != other:
                since[other] = min(made_at, since.get(other, made_at))
    return since


def hides(viewer_id: int | None) -> set[int]:
    """The people this viewer sees nothing of: whom they blocked, and who blocked them."""
    return among([viewer_id]).get(viewer_id, set()) if viewer_id is not None else set()


blocked_pairs = hides


def accounts_of(user: Any) -> list[Any]:
    """The account and all others that a manager knows to be the same person's."""
    persons = SamePerson.objects.filter(user=user).values("person")
    also = SamePerson.objects.filter(person__in=persons).exclude(user=user).select_related("user")
    return [user, *(row.user for row in also)]


@transaction.atomic
def block(*, actor: Any, person: Any, alias: str = "", now: datetime) -> Block:
    """Works at once, everywhere. The other person is never told, and nothing they can count changes."""
    require(actor, "safeguarding.block", person)
    made, new = Block.objects.get_or_create(
        blocker=actor, blocked=person, defaults={"alias": alias[:60], "made_at": now}
    )
    if new:
        record(actor=actor, verb="safeguarding.block", obj=made, now=now)
        apart_changed.send(sender=Block, people={actor.pk, person.pk}, now=now)
    return made


@transaction.atomic
def unblock(*, actor: Any, block: Block, now: datetime) -> None:
    require(actor, "safeguarding.unblock", block)
    record(actor=actor, verb="safeguarding.unblock", obj=block, now=now)
    people = {block.blocker_id, block.blocked_id}
    block.delete()
    apart_changed.send(sender=Block, people=people, now=now)


@transaction.atomic
def unlink_account(*, actor: Any, centre: Centre, person: Any, now: datetime) -> None:
    """It was a mistake: this account is nobody else's. Blocks and limits follow at once."""
    require(actor, "safeguarding.link_accounts", centre)
    if not person.belongs_to(centre):
        raise DomainError(_("Both accounts must belong to the centre."))
    row = SamePerson.objects.select_for_update().filter(user=person).first()
    if row is None:
        return
    record(actor=actor, verb="safeguarding.unlink_account", obj=row, now=now, centre=centre.code)
    others = set(SamePerson.objects.filter(person=row.person).values_list("user", flat=True))
    row.delete()
    apart_changed.send(sender=SamePerson, people=others | {person.pk}, now=now)


@transaction.atomic
def link_accounts(*, actor: Any, centre: Centre, first: Any, second: Any, now: datetime) -> None:
    """A manager knows that two accounts of the centre are one person; blocks and limits follow at once."""
    require(actor, "safeguarding.link_accounts", centre)
    if first.pk == second.pk or not (first.belongs_to(centre) and second.belongs_to(centre)):
        raise DomainError(_("Both accounts must belong to the centre."))
    rows = SamePerson.objects.select_for_update().filter(user__in=[first, second])
    persons = {row.person for row in rows}
    person = min(persons) if persons else uuid.uuid4()
    SamePerson.objects.filter(person__in=persons).update(person=person)
    for user in (first, second):
        row, _made = SamePerson.objects.get_or_create(
            user=user, defaults={"person": person, "linked_at": now}
        )
        record(actor=actor, verb="safeguarding.link_accounts", obj=row, now=now, centre=centre.code)
    apart_changed.send(sender=SamePerson, people={first.pk, second.pk}, now=now)
