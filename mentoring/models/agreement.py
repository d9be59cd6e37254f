"""What two people agreed to, and the copy that each of them keeps."""

from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from mentoring.agreement import DAYS, Rhythm
from mentoring.customs import Way
from mentoring.models.pair import Pair


class AgreementQuerySet(models.QuerySet["Agreement"]):
    def visible_to(self, user: Any) -> "AgreementQuerySet":
        """The two of them, and nobody else."""
        if not getattr(user, "is_authenticated", False) or not user.is_active or user.is_guest:
            return self.none()
        return self.filter(Q(pair__mentee=user) | Q(pair__guide=user))


class Agreement(models.Model):
    """A draft until both agreed. A change is a new row, so that nobody agreed to words they did not read."""

    pair = models.ForeignKey(Pair, models.CASCADE, related_name="agreements")
    number = models.PositiveSmallIntegerField()
    rhythm = models.CharField(max_length=9, choices=Rhythm, default=Rhythm.WEEKLY)
    ways = ArrayField(models.CharField(max_length=6, choices=Way), default=list, blank=True)
    limits = models.TextField(blank=True)
    days = models.PositiveSmallIntegerField(default=DAYS)
    text_version = models.CharField(max_length=10)
    made_at = models.DateTimeField(default=timezone.now)
    agreed_at = models.DateTimeField(null=True, blank=True)

    objects = AgreementQuerySet.as_manager()

    class Meta:
        ordering = ["pair", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["pair", "number"], name="one_agreement_a_number"),
            models.CheckConstraint(condition=Q(days__gte=1, days__lte=DAYS), name="agreement_has_an_end"),
            models.CheckConstraint(
                condition=Q(agreed_at=None) | Q(agreed_at__gte=F("made_at")), name="agreed_after_it_was_made"
            ),
        ]

    def __str__(self) -> str:
        return f"agreement {self.pk}"


class AgreementCopyQuerySet(models.QuerySet["AgreementCopy"]):
    def visible_to(self, user: Any) -> "AgreementCopyQuerySet":
        """One's own, also after the end."""
        if not getattr(user, "is_authenticated", False) or not user.is_active or user.is_guest:
            return self.none()
        return self.filter(owner=user)


class AgreementCopy(models.Model):
    """One person's "I agree", with the words as they stood on their screen."""

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="copies")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    language = models.CharField(max_length=20)
    words = models.TextField()
    signed_at = models.DateTimeField(default=timezone.now)

    objects = AgreementCopyQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agreement", "owner"], name="one_copy_each")]

    def __str__(self) -> str:
        return f"copy {self.pk}"
