"""Centres, who belongs to them, and who works there."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from recovery_network.common.codes import random_code


class Centre(models.Model):
    """An organisation that runs programmes. Staff of one never see people of another."""

    code = models.CharField(max_length=22, unique=True, default=random_code, editable=False)
    name = models.CharField(max_length=120)
    country = models.CharField(max_length=2, help_text=_("ISO code, such as BD"))
    time_zone = models.CharField(max_length=64)
    language = models.CharField(max_length=8, default="en")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """A person belongs to a centre from `joined_at` until `left_at`."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships")
    centre = models.ForeignKey(Centre, models.CASCADE, related_name="memberships")
    joined_at = models.DateTimeField(default=timezone.now)
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "centre"], condition=Q(left_at=None), name="one_live_membership"
            )
        ]

    def __str__(self) -> str:
        return f"membership {self.pk}"


class StaffRole(models.Model):
    """One role of one person at one centre. A person may hold several."""

    class Role(models.TextChoices):
        COUNSELOR = "counselor", _("Counselor")
        COORDINATOR = "coordinator", _("Coordinator")
        MANAGER = "manager", _("Manager")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="staff_roles")
    centre = models.ForeignKey(Centre, models.CASCADE, related_name="staff_roles")
    role = models.CharField(max_length=12, choices=Role)
    started_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "centre", "role"], condition=Q(ended_at=None), name="one_live_staff_role"
            )
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.pk}"
