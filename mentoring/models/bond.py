"""What a centre knows about two people that keeps them from being a pair, and its rule on time."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Centre
from mentoring.customs import Kind
from mentoring.models.mentor import matched_by


class BondQuerySet(models.QuerySet["Bond"]):
    def visible_to(self, user: Any) -> "BondQuerySet":
        """Coordinators of the centre. The two people never see it."""
        if not getattr(user, "is_authenticated", False) or not user.is_active or user.is_guest:
            return self.none()
        return self.filter(centre__in=matched_by(user))


class Bond(models.Model):
    """`one` has the smaller key, so that two people stand here once for each reason."""

    class Reason(models.TextChoices):
        NOT_WITH = "not_with", _("One of them asked not to be placed with the other")
        HOUSEHOLD = "household", _("They live in one household")
        EMPLOYER = "employer", _("They work together, or one cares for the other")

    centre = models.ForeignKey(Centre, models.CASCADE, related_name="+")
    one = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    other = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    reason = models.CharField(max_length=9, choices=Reason)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    objects = BondQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["centre", "one", "other", "reason"], name="one_bond_each"),
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="bond_of_two_in_order"),
        ]

    def __str__(self) -> str:
        return f"bond {self.pk}"


class LeastTime(models.Model):
    """How many days of their own a centre asks of mentors of one kind; without a row, what is usual."""

    centre = models.ForeignKey(Centre, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind)
    days = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["centre", "kind"], name="one_least_time_a_kind")]

    def __str__(self) -> str:
        return f"least time {self.pk}"
