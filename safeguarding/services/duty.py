"""Who is on duty, and the centre's own steps for checking on a person."""

from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import Centre, StaffRole
from ledger.services import record
from recovery_network.common.errors import DomainError
from recovery_network.common.permissions import require
from recovery_network.common.text import many_lines
from safeguarding.models import Checklist, DutyShift

# What a centre that has written none begins with.
FIRST_STEPS = (
    _("Write to the person, only they read it."),
    _("Ask directly whether they are safe now."),
    _("Stay with them. Somebody else keeps the room."),
    _("Call the person on duty."),
    _("If life is in danger: call the emergency number, with the last place they named."),
    _("Note what was said and done."),
)


def on_duty(centre: Centre | None, now: datetime) -> list[Any]:
    """In the order in which they are asked."""
    if centre is None:
        return []
    shifts = DutyShift.objects.at(now).filter(centre=centre).select_related("user")
    return [shift.user for shift in shifts]


def staff_of(centre: Centre) -> QuerySet[Any]:
    works = StaffRole.objects.live().filter(centre=centre).values("user")
    return get_user_model().objects.filter(pk__in=works, is_active=True).order_by("public_name", "pk")


@transaction.atomic
def add_shift(
    *,
    actor: Any,
    centre: Centre,
    user: Any,
    starts_at: datetime,
    ends_at: datetime,
    place: int,
    now: datetime,
) -> DutyShift:
    require(actor, "safeguarding.keep_rota", centre)
    if not staff_of(centre).filter(pk=user.pk).exists():
        raise DomainError(_("Only people who work here can be on duty."))
    if ends_at <= starts_at or ends_at <= now:
        raise DomainError(_("The end must be after the beginning, and not over yet."))
    try:
        with transaction.atomic():
            shift = DutyShift.objects.create(
                centre=centre, user=user, starts_at=starts_at, ends_at=ends_at, place=place
            )
    except IntegrityError as fault:
        raise DomainError(_("This person begins at that time already.")) from fault
    record(actor=actor, verb="safeguarding.add_shift", obj=shift, now=now, centre=centre.code)
    return shift


@transaction.atomic
def end_shift(*, actor: Any, shift: DutyShift, now: datetime) -> None:
    """A shift that has begun ends now; one of the future is gone."""
    require(actor, "safeguarding.end_shift", shift)
    record(actor=actor, verb="safeguarding.end_shift", obj=shift, now=now, centre=shift.centre.code)
    if shift.starts_at < now < shift.ends_at:
        shift.ends_at = now
        shift.save(update_fields=["ends_at"])
    elif now <= shift.starts_at:
        shift.delete()


@transaction.atomic
def save_checklist(*, actor: Any, centre: Centre, steps: str, now: datetime) -> Checklist:
    require(actor, "safeguarding.keep_rota", centre)
    lines = [line for line in many_lines(steps).split("\n") if line]
    if not lines:
        raise DomainError(_("Write at least one step."))
    kept, _made = Checklist.objects.update_or_create(centre=centre, defaults={"steps": "\n".join(lines)})
    record(
        actor=actor,
        verb="safeguarding.save_checklist",
        obj=kept,
        now=now,
        centre=centre.code,
        steps=len(lines),
    )
    return kept


def checklist(centre: Centre | None) -> list[str]:
    own = Checklist.objects.filter(centre=centre).first() if centre else None
    return own.steps.split("\n") if own else [str(step) for step in FIRST_STEPS]
