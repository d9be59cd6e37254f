"""Beginning again: days stay, nobody is told by itself, and there is one next step."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.services import consent
from accounts.services.consent import Shared
from journey.dates import fault_in_past, today_of
from journey.models import CountedDays, Stretch
from journey.services import goals
from journey.shareable import TELLS_OF_DAYS
from journey.stretches import Span, begin_again
from ledger.services import record
from notifications.services.notices import notify
from recovery_network.common.errors import DomainError
from recovery_network.common.permissions import require


@dataclass(frozen=True)
class NewStart:
    """What the person said. `told` holds the codes of the grants whose readers may know."""

    used_on: date
    again_on: date | None = None
    told: Collection[str] = ()
    next_step: str = ""


@transaction.atomic
def begin_again_from(*, actor: User, days: CountedDays, said: NewStart, now: datetime) -> CountedDays:
    """Part the stretch that holds the day. Locks its row.

    Whoever sees these days and is not told sees them no more: their grant is narrowed, so the count
    that changed tells them nothing. They can be let in again at any time.
    """
    require(actor, "journey.change_own", days)
    days = CountedDays.objects.select_for_update().get(pk=days.pk)
    again_on = said.again_on or said.used_on
    _check(said.used_on, again_on, today_of(actor.time_zone, now))
    before = [stretch.span for stretch in days.stretches.all()]
    try:
        after = begin_again(before, said.used_on, again_on)
    except ValueError as error:
        raise DomainError(_("This day is not among the days you count. Choose another one.")) from error
    _write(days, before, after)
    _tell(actor, said.told, now)
    if said.next_step:
        goals.add_goal(actor=actor, words=said.next_step, until_on=_tomorrow(actor, now), now=now)
    record(actor=actor, verb="journey.begin_again", obj=days, now=now)
    return days


def _check(used_on: date, again_on: date, today: date) -> None:
    if fault := fault_in_past(used_on, today) or fault_in_past(again_on, today):
        raise DomainError(fault)
    if again_on < used_on:
        raise DomainError(_("You count again from this day or a later one."))


def _write(days: CountedDays, before: list[Span], after: list[Span]) -> None:
    """Rows that stay as they are keep the moment they began at."""
    days.stretches.filter(began_on__in=[span.began_on for span in set(before) - set(after)]).delete()
    Stretch.objects.bulk_create(
        Stretch(days=days, began_on=span.began_on, ended_on=span.ended_on)
        for span in after
        if span not in before
    )


def readers_of_days(owner: User, now: datetime) -> list[Shared]:
    """Whom the person is asked about: those who see days or milestones, or will."""
    return [each for each in consent.given_by(owner, now) if TELLS_OF_DAYS & set(each.grant.items)]


def _tell(owner: User, told: Collection[str], now: datetime) -> None:
    for each in readers_of_days(owner, now):
        if each.grant.code not in told:
            consent.leave_out(actor=owner, grant=each.grant, items=TELLS_OF_DAYS, now=now)
        elif each.is_live:
            path = reverse("with_me")
            key = f"told:{each.grant.pk}:{now:%Y%m%d%H%M}"
            notify(
                recipient=each.person,
                key=key,
                kind="journey.told",
                path=path,
                now=now,
                name=owner.public_name,
            )


def _tomorrow(person: User, now: datetime) -> date:
    return today_of(person.time_zone, now) + timedelta(days=1)
