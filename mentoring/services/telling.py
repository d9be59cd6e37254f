"""Telling those who bring people together at a centre."""

from datetime import datetime

from accounts.models import Centre, StaffRole, User
from mentoring.models.mentor import MATCHERS
from notifications.services.notices import notify


def tell_matchers(
    centre: Centre, key: str, kind: str, path: str, now: datetime, but: User | None = None
) -> None:
    """Everybody who brings people together at the centre, but not about themselves."""
    roles = StaffRole.objects.live().filter(centre=centre, role__in=MATCHERS)
    staff = User.objects.filter(pk__in=roles.values("user"), is_active=True).order_by("pk")
    for person in staff.exclude(pk=but.pk) if but is not None else staff:
        notify(recipient=person, key=key, kind=kind, path=path, now=now)
