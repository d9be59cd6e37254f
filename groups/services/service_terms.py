"""Service for a time: giving it, giving it back, ending it."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from groups.models import Group, GroupRole, ServiceTerm
from groups.services import host_news
from ledger.services import record
from recovery_network.common.errors import DomainError
from recovery_network.common.permissions import require


@transaction.atomic
def give_service(
    *,
    actor: User,
    group: Group,
    person: User,
    position: str,
    from_on: date,
    until_on: date | None,
    now: datetime,
) -> ServiceTerm:
    """To somebody of the group. A second term of the same service begins when the first has ended."""
    require(actor, "groups.give_service", group)
    if not GroupRole.objects.live().filter(group=group, user=person).exists():
        raise DomainError(_("Only people of the group can serve in it."))
    if until_on is not None and until_on < from_on:
        raise DomainError(_("The last day is before the first day."))
    held = ServiceTerm.objects.select_for_update().filter(
        group=group, user=person, position=ServiceTerm.Position(position), ended_at=None
    )
    for term in held:
        if term.until_on is None or term.until_on >= from_on:
            raise DomainError(_("This person has this service already. End it first."))
        _end(term, now)
    term = ServiceTerm.objects.create(
        group=group, user=person, position=position, from_on=from_on, until_on=until_on, given_at=now
    )
    record(actor=actor, verb="groups.give_service", obj=term, now=now, group=group.code, position=position)
    if person.pk != actor.pk:
        host_news.service_is_yours(term, now)
    return term


@transaction.atomic
def end_service(*, actor: User, term: ServiceTerm, now: datetime) -> None:
    """By a host, or by the person: giving it back needs no reason."""
    require(actor, "groups.end_service", term)
    term = ServiceTerm.objects.select_for_update(of=("self",)).get(pk=term.pk)
    if term.ended_at is None:
        _end(term, now)
        record(actor=actor, verb="groups.end_service", obj=term, now=now, position=term.position)


def _end(term: ServiceTerm, now: datetime) -> None:
    term.ended_at = now
    term.save(update_fields=["ended_at"])
