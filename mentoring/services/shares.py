"""Showing one another something of one's own way: by a grant that each gives, and nothing by itself."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from accounts.models import Grant, User
from accounts.services import consent
from accounts.services.consent import Shared
from journey.dates import end_of_day, fault_in_future, today_of
from mentoring.models import Pair
from mentoring.services.talks import walking
from mentoring.shareable import WALK
from recovery_network.common.errors import DomainError
from recovery_network.common.permissions import require


@dataclass(frozen=True)
class Between:
    """What the other lets this person see now, and what this person lets the other see."""

    theirs: list[Shared]
    mine: list[Shared]


def between(user: User, pair: Pair, now: datetime) -> Between:
    """Names of things only: to open what is behind them is a look, and stands in the other's log."""
    other = pair.other(user)
    return Between(
        [each for each in consent.given_to(user, now) if each.person.pk == other.pk],
        [each for each in consent.given_by(user, now) if each.person.pk == other.pk],
    )


@transaction.atomic
def share(
    *, actor: User, pair: Pair, items: Collection[str], until_on: date, text_version: str, now: datetime
) -> Grant:
    """Until the end of a day, and never longer than the two walk: their end ends it (services.endings)."""
    require(actor, "mentoring.do_together", pair)
    # The person before their pair, as an erasure takes them.
    User.objects.select_for_update(no_key=True).get(pk=actor.pk)
    pair = walking(pair)
    if fault := fault_in_future(until_on, today_of(actor.time_zone, now)):
        raise DomainError(fault)
    return consent.grant(
        actor=actor,
        to=pair.other(actor),
        relation=WALK,
        items=items,
        starts_at=now,
        ends_at=end_of_day(until_on, actor.time_zone),
        text_version=text_version,
        now=now,
    )
