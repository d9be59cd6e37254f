"""Proofs of attendance: what one person chose to have confirmed, until they take it back."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class ProofQuerySet(models.QuerySet["Proof"]):
    def visible_to(self, user: Any) -> "ProofQuerySet":
        """Only one's own. Everybody else needs the code, and the code opens only what was chosen."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        return self.filter(user=user)

    def standing(self, now: datetime) -> "ProofQuerySet":
        return self.filter(revoked_at=None, expires_at__gt=now)


class Proof(models.Model):
    """Neither the code nor the name stands here: the code as a digest, the name sealed with the code.

    Whoever reads the database learns no more than the person's attendance already says.
    """

    class Named(models.TextChoices):
        NEUTRAL = "neutral", _("“a support meeting”")
        GROUP = "group", _("The name of the group")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="proofs")
    code_digest = models.BinaryField(max_length=32, unique=True, editable=False)
    name_sealed = models.BinaryField(editable=False)
    named = models.CharField(_("what it is called"), max_length=7, choices=Named, default=Named.NEUTRAL)
    group = models.ForeignKey("groups.Group", models.SET_NULL, null=True, blank=True, related_name="+")
    group_name = models.CharField(max_length=255, blank=True)
    from_on = models.DateField(_("from"))
    until_on = models.DateField(_("until"))
    meetings = models.PositiveIntegerField()
    minutes = models.PositiveIntegerField(null=True, blank=True)
    # How people met, where the person wants it said: "online", "in_person" or "both".
    way = models.CharField(max_length=9, blank=True)
    issued_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = ProofQuerySet.as_manager()

    class Meta:
        ordering = ["-issued_at", "-pk"]
        constraints = [
            models.CheckConstraint(name="proof_says_something", condition=Q(meetings__gte=1)),
            models.CheckConstraint(name="proof_ends_after_start", condition=Q(until_on__gte=F("from_on"))),
        ]

    def __str__(self) -> str:
        return f"proof {self.pk}"
