"""One look at everybody who waits and everybody who has a place, asked for by a coordinator."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Centre
from mentoring.models.mentor import matched_by
from recovery_network.common.codes import random_code


class RoundQuerySet(models.QuerySet["Round"]):
    def visible_to(self, user: Any) -> "RoundQuerySet":
        if not getattr(user, "is_authenticated", False) or not user.is_active or user.is_guest:
            return self.none()
        return self.filter(centre__in=matched_by(user))


class Round(models.Model):
    """The row says what is to be done next, so a lost hint or a killed worker costs time and nothing else.

    `pool` is the assignment with its prices and scores, by codes: what one arrival is added to.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting to be worked out")
        READY = "ready", _("Ready. Look at it and decide")
        SHOWN = "shown", _("Shown to people")
        DROPPED = "dropped", _("Not used")
        FAILED = "failed", _("Not possible")

    code = models.CharField(max_length=22, unique=True, default=random_code, editable=False)
    centre = models.ForeignKey(Centre, models.CASCADE, related_name="mentor_rounds")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=7, choices=State, default=State.WAITING)
    lease_until = models.DateTimeField(null=True, blank=True)
    people = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    mentors = models.PositiveIntegerField(default=0)
    found = models.PositiveIntegerField(default=0)
    total = models.PositiveBigIntegerField(default=0)
    is_proved = models.BooleanField(default=False)
    pool = models.JSONField(default=dict)
    ready_at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)

    objects = RoundQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["centre"], condition=Q(state__in=["waiting", "ready"]), name="one_open_round"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["ready", "shown"]) | Q(is_proved=True), name="only_what_is_proved"
            ),
        ]

    def __str__(self) -> str:
        return f"round {self.pk}"

    @property
    def is_busy(self) -> bool:
        return self.state == self.State.WAITING
