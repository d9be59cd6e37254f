"""Centres, who belongs to them, and who works there."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from recovery_network.common.codes import random_code


class CentreQuerySet(models.QuerySet["Centre"]):
    def visible_to(self, viewer: Any) -> "CentreQuerySet":
        """The centres the viewer belongs to or works at now."""
        if not viewer.is_authenticated or not viewer.is_active:
            return self.none()
        belongs = viewer.memberships.live().values("centre")
        works = viewer.staff_roles.live().values("centre")
        return self.filter(Q(pk__in=belongs) | Q(pk__in=works))

    def managed_by(self, viewer: Any) -> "CentreQuerySet":
        if not viewer.is_authenticated or not viewer.is_active:
            return self.none()
        roles = viewer.staff_roles.live().filter(role=StaffRole.Role.MANAGER)
        return self.filter(pk__in=roles.values("centre"))


class Centre(models.Model):
    """An organisation that runs programmes. Staff of one never see people of another."""

    code = models.CharField(max_length=22, unique=True, default=random_code, editable=False)
    name = models.CharField(max_length=120)
    country = models.CharField(max_length=2, help_text=_("ISO code, such as BD"))
    time_zone = models.CharField(max_length=64)
    language = models.CharField(max_length=8, default="en")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = CentreQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name


class MembershipQuerySet(models.QuerySet["Membership"]):
    def live(self) -> "MembershipQuerySet":
        return self.filter(left_at=None)

    def visible_to(self, viewer: Any) -> "MembershipQuerySet":
        """One's own, and those at the centres where the viewer works now."""
        if not viewer.is_authenticated or not viewer.is_active:
            return self.none()
        works = viewer.staff_roles.live().values("centre")
        return self.filter(Q(user=viewer) | Q(centre__in=works))


class Membership(models.Model):
    """A person belongs to a centre from `joined_at` until `left_at`."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships")
    centre = models.ForeignKey(Centre, models.CASCADE, related_name="memberships")
    joined_at = models.DateTimeField(default=timezone.now)
    left_at = models.DateTimeField(null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "centre"], condition=Q(left_at=None), name="one_live_membership"
            ),
            models.CheckConstraint(
                condition=Q(left_at=None) | Q(left_at__gte=F("joined_at")), name="membership_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return f"membership {self.pk}"


class StaffRoleQuerySet(models.QuerySet["StaffRole"]):
    def live(self) -> "StaffRoleQuerySet":
        return self.filter(ended_at=None)

    def visible_to(self, viewer: Any) -> "StaffRoleQuerySet":
        """One's own, and everybody's at a centre one manages."""
        if not viewer.is_authenticated or not viewer.is_active:
            return self.none()
        return self.filter(Q(user=viewer) | Q(centre__in=Centre.objects.managed_by(viewer)))


class StaffRole(models.Model):
    """One role of one person at one centre. A person may hold several."""

    class Role(models.TextChoices):
        COUNSELOR = "counselor", _("Counselor")
        COORDINATOR = "coordinator", _("Coordinator")
        MANAGER = "manager", _("Manager")

    code = models.CharField(max_length=22, unique=True, default=random_code, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="staff_roles")
    centre = models.ForeignKey(Centre, models.CASCADE, related_name="staff_roles")
    role = models.CharField(max_length=12, choices=Role)
    started_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = StaffRoleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "centre", "role"], condition=Q(ended_at=None), name="one_live_staff_role"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("started_at")), name="role_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.pk}"
