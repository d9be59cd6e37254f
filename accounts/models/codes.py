"""Codes that people type: invites to a centre, and printed codes for a lost password.

Only digests are stored. The codes hold 60 random bits, so a plain SHA-256 cannot be searched
through, and a copy of the table opens nothing.
"""

import hashlib
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.centre import Centre, StaffRole
from recovery_network.common.codes import random_code, read_typed_code


def digest_of(typed: str) -> str:
    """What is stored for a code, however a person writes it."""
    return hashlib.sha256(read_typed_code(typed).encode()).hexdigest()


class InviteQuerySet(models.QuerySet["Invite"]):
    def open_at(self, now: datetime) -> "InviteQuerySet":
        return self.filter(ended_at=None, expires_at__gt=now, used__lt=F("places"))

    def visible_to(self, viewer: Any) -> "InviteQuerySet":
        """Those of the centres the viewer manages."""
        return self.filter(centre__in=Centre.objects.managed_by(viewer))


class Invite(models.Model):
    """Lets `places` people become members of a centre, or take up one staff role, until `expires_at`."""

    code = models.CharField(max_length=22, unique=True, default=random_code, editable=False)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    centre = models.ForeignKey(Centre, models.CASCADE, related_name="invites")
    role = models.CharField(max_length=12, choices=StaffRole.Role, blank=True)
    places = models.PositiveSmallIntegerField(default=1)
    used = models.PositiveSmallIntegerField(default=0)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="invites_made"
    )
    made_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(_("Ends"))
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = InviteQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(used__lte=F("places")), name="invite_within_places"),
            models.CheckConstraint(condition=Q(role="") | Q(places=1), name="role_invite_is_for_one_person"),
        ]

    def __str__(self) -> str:
        return f"invite {self.pk}"


class PaperCode(models.Model):
    """One printed code: with the sign-in name it lets a person choose a new password, once."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="paper_codes")
    digest = models.CharField(max_length=64)
    made_at = models.DateTimeField(default=timezone.now)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "digest"], name="paper_code_once_per_person")]

    def __str__(self) -> str:
        return f"paper code {self.pk}"
