"""Consent: one person lets another see exactly these things, until a day, and may end it at any time.

Whoever shows one person's things to another goes through here: `live_items` says what may be shown at
this moment, `open_grant` says it and writes the look into the log the owner reads. Nothing is cached,
so an end holds at the next request.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts import consent_texts
from accounts.models import Grant, Revocation, User
from accounts.shareable import ITEMS, RELATIONS, apart_from, labels, register_item, register_relation
from accounts.signals import consent_changed
from ledger.services import record, record_access
from recovery_network.common.errors import DomainError
from recovery_network.common.permissions import require

__all__ = ["register_item", "register_relation"]  # asked for here by the apps above

LONGEST = timedelta(days=366)
OVER_SHOWN = 20
# A form was drawn a moment ago: "from now" is still from now.
LATE_START = timedelta(minutes=5)


@transaction.atomic
def grant(
    *,
    actor: User,
    to: User,
    relation: str,
    items: Collection[str],
    starts_at: datetime,
    ends_at: datetime,
    text_version: str,
    now: datetime,
) -> Grant:
    """Let `to` see exactly these items of the actor's. Locks the actor's row.

    In one relation there is one list: an earlier one to the same person in the same relation ends here.
    Asked twice for the same, it answers with the grant that stands.
    """
    require(actor, "accounts.give_grant", to)
    keys = checked(items, relation, starts_at, ends_at, text_version, now)
    User.objects.select_for_update(no_key=True).get(pk=actor.pk)
    before = Grant.objects.standing(now).given_by(actor).given_to(to).filter(relation=relation)
    for old in before:
        if (old.items, old.ends_at) == (keys, ends_at) and old.starts_at <= max(starts_at, now):
            return old
    _end(before, doer=actor, now=now)
    made = Grant.objects.create(
        owner=actor.subject,
        reader=to.subject,
        relation=relation,
        items=keys,
        text_version=text_version,
        language=actor.language,
        starts_at=starts_at,
        ends_at=ends_at,
        made_at=now,
    )
    record(actor=actor, verb="accounts.grant", obj=made, now=now, relation=relation, items=keys)
    consent_changed.send(sender=Grant, owner=actor.subject, reader=to.subject, now=now)
    return made


def checked(
    items: Collection[str], relation: str, starts_at: datetime, ends_at: datetime, version: str, now: datetime
) -> list[str]:
    """What a grant could be made of, in order; or why not, in words. Writes nothing."""
    if relation not in RELATIONS:
        raise ValueError(f"No app registered the relation {relation}.")
    if unknown := set(items) - ITEMS.keys():
        raise ValueError(f"No app registered {sorted(unknown)}.")
    if not items:
        raise DomainError(_("Choose at least one thing to share."))
    if version != consent_texts.CURRENT:
        raise DomainError(_("The words on this page have changed. Please read them again."))
    if starts_at < now - LATE_START:
        raise DomainError(_("Choose a first day that is not over."))
    if not starts_at < ends_at or ends_at <= now:
        raise DomainError(_("Choose a last day that is still to come."))
    if ends_at > starts_at + LONGEST:
        raise DomainError(_("Choose a last day within one year. You can share again then."))
    return sorted(set(items))


@transaction.atomic
def revoke(*, actor: User, grant: Grant, now: datetime) -> Grant:
    """End it at once. Either side may: the owner takes it back, the reader hands it back. Idempotent."""
    require(actor, "accounts.end_grant", grant)
    _end(Grant.objects.filter(pk=grant.pk), doer=actor, now=now)
    return grant


@transaction.atomic
def leave_out(*, actor: User, grant: Grant, items: Collection[str], now: datetime) -> Grant | None:
    """The same grant without these items, in the words it was given in; None when nothing is left of it.

    A grant is never changed: this one ends, and a narrower one begins.
    """
    require(actor, "accounts.end_grant", grant)
    grant = Grant.objects.standing(now).get(pk=grant.pk)
    left = [key for key in grant.items if key not in items]
    if left == grant.items:
        return grant
    _end([grant], doer=actor, now=now)
    if not left:
        return None
    made = Grant.objects.create(
        owner=grant.owner,
        reader=grant.reader,
        relation=grant.relation,
        items=left,
        text_version=grant.text_version,
        language=grant.language,
        starts_at=max(grant.starts_at, now),
        ends_at=grant.ends_at,
        made_at=now,
    )
    record(actor=actor, verb="accounts.grant", obj=made, now=now, relation=made.relation, items=left)
    return made


@transaction.atomic
def end_between(*, people: Collection[User], relation: str = "", now: datetime) -> None:
    """All that any of these people share with one another, in one relation or in all.

    Run by services that asked a rule of their own (a pairing that ends, a block): it has no actor.
    """
    numbers = [person.subject for person in people]
    between = Grant.objects.standing(now).filter(owner__in=numbers, reader__in=numbers)
    _end(between.filter(relation=relation) if relation else between, doer=None, now=now)


def _end(grants: Iterable[Grant], *, doer: User | None, now: datetime) -> None:
    for each in grants:
        _end_of, new = Revocation.objects.get_or_create(grant=each, defaults={"at": now})
        if new:
            record(actor=doer, verb="accounts.end_grant", obj=each, now=now, relation=each.relation)
            consent_changed.send(sender=Grant, owner=each.owner, reader=each.reader, now=now)


def live_grants(owner: User, reader: User, now: datetime) -> list[Grant]:
    """Between people who shall not meet there is none; a closed account shows nothing either."""
    if not owner.is_active or owner.pk in apart_from(reader.pk):
        return []
    return list(Grant.objects.live(now).given_by(owner).given_to(reader).order_by("pk"))


def live_items(owner: User, reader: User, now: datetime) -> frozenset[str]:
    """The keys of what the reader may see of the owner at this moment, whatever the relation."""
    return frozenset(key for each in live_grants(owner, reader, now) for key in shown_items(each))


def shown_items(grant: Grant) -> frozenset[str]:
    """What of a grant can be shown: a key that no app registers any more shows nothing."""
    return frozenset(grant.items) & ITEMS.keys()


@transaction.atomic
def open_grant(*, actor: User, grant: Grant, now: datetime) -> frozenset[str]:
    """The reader's door: the items they may see now, and one row in the log that the owner reads."""
    require(actor, "accounts.read_grant", grant)
    owner = User.objects.filter(subject=grant.owner).first()
    if owner is None or grant not in live_grants(owner, actor, now):
        raise DomainError(_("This is no longer shared with you."))
    record_access(actor=actor, subject=owner, role=grant.relation, obj=grant, now=now)
    return shown_items(grant)


@dataclass(frozen=True)
class Shared:
    """A grant as people read it on a list: who is at the other end, and what it shows."""

    grant: Grant
    person: User
    relation: str | Promise
    items: list[str | Promise]
    is_live: bool


def given_by(owner: User, now: datetime) -> list[Shared]:
    """What stands of one's own, newest first; two queries."""
    return _with_people(Grant.objects.standing(now).given_by(owner), "reader", now)


def over(owner: User, now: datetime) -> list[Shared]:
    """What stands no more, the last of it: nothing of a grant is ever lost."""
    mine = Grant.objects.given_by(owner)
    standing = mine.standing(now).values("pk")
    ended = mine.exclude(pk__in=standing).select_related("revocation").order_by("-made_at")
    return _with_people(ended[:OVER_SHOWN], "reader", now)


def given_to(reader: User, now: datetime) -> list[Shared]:
    """What others let one see now."""
    apart = apart_from(reader.pk)
    found = _with_people(Grant.objects.live(now).given_to(reader), "owner", now)
    return [each for each in found if each.person.is_active and each.person.pk not in apart]


def _with_people(grants: Iterable[Grant], end: str, now: datetime) -> list[Shared]:
    found = sorted(grants, key=lambda each: (-each.made_at.timestamp(), -each.pk))
    people = User.objects.in_bulk({getattr(each, end) for each in found}, field_name="subject")
    return [
        Shared(
            each,
            people[getattr(each, end)],
            RELATIONS[each.relation].label if each.relation in RELATIONS else each.relation,
            labels(each.items),
            each.starts_at <= now,
        )
        for each in found
        if getattr(each, end) in people  # whoever was erased shares and reads nothing
    ]
