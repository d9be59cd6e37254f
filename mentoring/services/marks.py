"""Small marks of two who look in on one another: one's own, and the other's as both chose."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from mentoring.models import PartnerMark, Partners, PartnerSide
from mentoring.services import nudges
from mentoring.services.partners import locked
from recovery_network.common.errors import DomainError
from recovery_network.common.permissions import require
from recovery_network.common.times import in_zone

KEPT = timedelta(days=90)


def today_of(person: User, now: datetime) -> date:
    return in_zone(now, person.time_zone).date()


@transaction.atomic
def mark(*, actor: User, partners: Partners, mark: str, now: datetime) -> None:
    """For today on one's own calendar; another mark replaces it. The nudge of the day is taken back."""
    require(actor, "mentoring.keep_rhythm", partners)
    if mark not in PartnerMark.Mark.values:
        raise DomainError(_("Choose one of the three."))
    partners = locked(partners)
    if partners.state == Partners.State.AGREEMENT or not partners.is_live:
        raise DomainError(_("It begins when both of you have agreed."))
    side, today = PartnerSide.objects.get(partners=partners, person=actor), today_of(actor, now)
    PartnerMark.objects.update_or_create(side=side, on=today, defaults={"mark": mark, "at": now})
    nudges.answered(partners, actor, today, now)


@transaction.atomic
def set_shows(*, actor: User, partners: Partners, shows: bool, now: datetime) -> None:
    """Both see each other's marks while both say so; one no is enough, and holds from the next page on."""
    require(actor, "mentoring.keep_rhythm", partners)
    partners = locked(partners)
    if partners.is_live:
        PartnerSide.objects.filter(partners=partners, person=actor).update(shows=shows)


def forget_old(now: datetime) -> int:
    """Marks are small and go after 90 days. Run by the timetable: no actor."""
    gone, _kinds = PartnerMark.objects.filter(on__lt=(now - KEPT).date()).delete()
    return gone
