"""Opening the account behind a seat: one member of staff asks, a second one decides."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone

from accounts.models import StaffRole
from chat.models.seat import Seat
from recovery_network.common.codes import random_code

OPEN_FOR = timedelta(hours=24)


class OpeningQuerySet(models.QuerySet["Opening"]):
    def visible_to(self, user: Any) -> "OpeningQuerySet":
        """Staff of the room's centre, but never the person whom it is about."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        works = StaffRole.objects.live().filter(user=user).values("centre")
        return self.filter(seat__room__centre__in=works).exclude(seat__user=user)


class Opening(models.Model):
    """Asked with a reason, agreed to by somebody else, open for a day. Each look is logged."""

    code = models.CharField(max_length=22, unique=True, default=random_code, editable=False)
    seat = models.ForeignKey(Seat, models.CASCADE, related_name="openings")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    reason = models.CharField(max_length=200)
    asked_at = models.DateTimeField(default=timezone.now)
    agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    agreed_at = models.DateTimeField(null=True, blank=True)

    objects = OpeningQuerySet.as_manager()

    def __str__(self) -> str:
        return f"opening {self.pk}"

    def is_open(self, now: datetime) -> bool:
        return self.agreed_at is not None and now < self.agreed_at + OPEN_FOR

    def is_between(self, user: Any) -> bool:
        """One of the two: who asked, and who agreed."""
        return user.pk in (self.asked_by_id, self.agreed_by_id)
