"""The ten questions, kept as they were answered."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from journey.barc10 import sum_of
from journey.dates import today_of
from journey.models import Measure
from ledger.services import record
from recovery_network.common.errors import DomainError
from recovery_network.common.permissions import require


@transaction.atomic
def take_measure(*, actor: User, answers: Sequence[int], language: str, now: datetime) -> Measure:
    """For the day it is where the person lives; a second one of the day takes the place of the first."""
    require(actor, "journey.keep", actor)
    try:
        total = sum_of(answers)
    except ValueError as error:
        raise DomainError(_("Please answer all ten. Without one there is no sum.")) from error
    kept, _new = Measure.objects.update_or_create(
        user=actor,
        taken_on=today_of(actor.time_zone, now),
        defaults={"answers": list(answers), "total": total, "language": language, "taken_at": now},
    )
    record(actor=actor, verb="journey.take_measure", obj=kept, now=now)
    return kept


@transaction.atomic
def remove_measure(*, actor: User, measure: Measure, now: datetime) -> None:
    require(actor, "journey.change_own", measure)
    record(actor=actor, verb="journey.remove_measure", obj=measure, now=now)
    measure.delete()
