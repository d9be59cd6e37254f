"""Telling those who bring people together at a centre."""

from datetime import datetime

from django.urls import reverse

from accounts.models import Centre, StaffRole, User
from mentoring.models import Pair
from mentoring.models.mentor import MATCHERS
from notifications.services.notices import notify


def tell_matchers(
    centre: Centre, key: str, kind: str, path: str, now: datetime, but: User | None = None
) -> None:
    """Everybody who brings people together at the centre, but not about themselves."""
    _tell(centre, {but.pk} if but is not None else set(), key, kind, path, now)


def tell_matchers_of(pair: Pair, key: str, kind: str, now: datetime) -> None:
    """The same about a pair, and never to one of the two."""
    _tell(pair.mentor.centre, {pair.mentee_id, pair.guide_id}, key, kind, reverse("mentor_board"), now)


def _tell(centre: Centre, but: set[int], key: str, kind: str, path: str, now: datetime) -> None:
    roles = StaffRole.objects.live().filter(centre=centre, role__in=MATCHERS).exclude(user__in=but)
    for person in User.objects.filter(pk__in=roles.values("user"), is_active=True).order_by("pk"):
        notify(recipient=person, key=key, kind=kind, path=path, now=now)
