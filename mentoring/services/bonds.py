"""What a coordinator notes about two people, and the centre's rule on time."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Centre, User
from ledger.services import record
from mentoring.customs import Kind
from mentoring.models import Bond, LeastTime
from mentoring.services.suggestions import part
from recovery_network.common.errors import DomainError
from recovery_network.common.permissions import require

MOST_DAYS = 20 * 365


@transaction.atomic
def keep_apart(*, actor: User, centre: Centre, first: User, second: User, reason: str, now: datetime) -> Bond:
    """Holds at once: what was suggested between the two is over, and nobody is told why."""
    require(actor, "mentoring.match", centre)
    if first.pk == second.pk:
        raise DomainError(_("Choose two people."))
    one, other = sorted((first, second), key=lambda each: each.pk)
    bond, made = Bond.objects.get_or_create(
        centre=centre,
        one=one,
        other=other,
        reason=Bond.Reason(reason),
        defaults={"made_by": actor, "made_at": now},
    )
    if made:
        part(people={one.pk, other.pk}, now=now)
        record(actor=actor, verb="mentoring.keep_apart", obj=bond, now=now, centre=centre.code, reason=reason)
    return bond


@transaction.atomic
def end_bond(*, actor: User, bond: Bond, now: datetime) -> None:
    require(actor, "mentoring.match", bond.centre)
    record(actor=actor, verb="mentoring.end_bond", obj=bond, now=now, centre=bond.centre.code)
    bond.delete()


@transaction.atomic
def set_least_days(*, actor: User, centre: Centre, kind: str, days: int, now: datetime) -> LeastTime:
    """How much time of their own the centre asks of mentors of a kind. Holds for what is suggested next."""
    require(actor, "mentoring.match", centre)
    if not 0 <= days <= MOST_DAYS:
        raise DomainError(_("Choose from 0 days to 20 years."))
    least, _made = LeastTime.objects.update_or_create(centre=centre, kind=Kind(kind), defaults={"days": days})
    record(actor=actor, verb="mentoring.set_least_days", obj=least, now=now, centre=centre.code, days=days)
    return least
