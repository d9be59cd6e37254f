"""Check-ins: one for each of a person's days, changed as often as they like."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from journey.dates import today_of
from journey.models import CheckIn
from ledger.services import record
from recovery_network.common.errors import DomainError
from recovery_network.common.permissions import require
from recovery_network.common.text import one_line


@transaction.atomic
def check_in(
    *,
    actor: User,
    mood: int | None = None,
    craving: int | None = None,
    sleep: int | None = None,
    line: str = "",
    now: datetime,
) -> CheckIn:
    """For the day it is where the person lives. A second one of the day takes the place of the first."""
    require(actor, "journey.keep", actor)
    line = one_line(line)
    if mood is None and craving is None and sleep is None and not line:
        raise DomainError(_("Answer one of these, or skip for today."))
    kept, _new = CheckIn.objects.update_or_create(
        user=actor,
        local_date=today_of(actor.time_zone, now),
        defaults={"mood": mood, "craving": craving, "sleep": sleep, "line": line, "changed_at": now},
    )
    record(actor=actor, verb="journey.check_in", obj=kept, now=now)
    return kept


@transaction.atomic
def remove_check_in(*, actor: User, check_in: CheckIn, now: datetime) -> None:
    require(actor, "journey.change_own", check_in)
    record(actor=actor, verb="journey.remove_check_in", obj=check_in, now=now)
    check_in.delete()
