"""Days that are counted: begin, change, take away."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from journey.dates import fault_in_past, today_of
from journey.models import CountedDays, Stretch
from ledger.services import record
from recovery_network.common.errors import DomainError
from recovery_network.common.permissions import require
from recovery_network.common.text import one_line

MOST = 20
CHOICES = frozenset({"name", "first_day", "missing", "pack", "on_today", "shows_count"})


@transaction.atomic
def add_days(
    *, actor: User, began_on: date, began_at: datetime | None = None, now: datetime, **choices: Any
) -> CountedDays:
    """Something new to count, from a day that was. Locks the person's row: there is a limit."""
    require(actor, "journey.keep", actor)
    User.objects.select_for_update(no_key=True).get(pk=actor.pk)
    if CountedDays.objects.filter(user=actor).count() >= MOST:
        raise DomainError(_("You count 20 things now. Take one away first."))
    _check_beginning(actor, began_on, began_at, now)
    days = CountedDays(user=actor, made_at=now)
    _choose(days, choices)
    days.save(force_insert=True)
    Stretch.objects.create(days=days, began_on=began_on, began_at=began_at)
    record(actor=actor, verb="journey.add_days", obj=days, now=now)
    return days


@transaction.atomic
def change_days(
    *,
    actor: User,
    days: CountedDays,
    began_on: date,
    began_at: datetime | None = None,
    now: datetime,
    **choices: Any,
) -> CountedDays:
    """Its name, how it is counted, and the first day of the stretch that goes on. Locks its row."""
    require(actor, "journey.change_own", days)
    days = CountedDays.objects.select_for_update().get(pk=days.pk)
    _check_beginning(actor, began_on, began_at, now)
    going = days.stretches.get(ended_on=None)
    before = days.stretches.exclude(pk=going.pk).order_by("-ended_on").first()
    if before is not None and before.ended_on is not None and began_on < before.ended_on:
        raise DomainError(_("You already count this day. Choose a later one."))
    if (going.began_on, going.began_at) != (began_on, began_at):
        going.began_on, going.began_at = began_on, began_at
        going.save(update_fields=["began_on", "began_at"])
    _choose(days, choices)
    days.save(update_fields=sorted(choices))
    record(actor=actor, verb="journey.change_days", obj=days, now=now, fields=sorted(choices))
    return days


@transaction.atomic
def remove_days(*, actor: User, days: CountedDays, now: datetime) -> None:
    """The person no longer counts this. Nothing of it is kept."""
    require(actor, "journey.change_own", days)
    record(actor=actor, verb="journey.remove_days", obj=days, now=now)
    days.delete()


def _choose(days: CountedDays, choices: dict[str, Any]) -> None:
    unknown = set(choices) - CHOICES
    if unknown:
        raise TypeError(f"Not a choice: {', '.join(sorted(unknown))}")
    for field, value in choices.items():
        setattr(days, field, one_line(value) if field == "name" else value)
    if not days.name:
        raise DomainError(_("Give it a name. Any word of yours will do."))


def _check_beginning(person: User, began_on: date, began_at: datetime | None, now: datetime) -> None:
    if fault := fault_in_past(began_on, today_of(person.time_zone, now)):
        raise DomainError(fault)
    if began_at is not None and began_at > now:
        raise DomainError(_("This moment is still to come. Choose an earlier time."))
