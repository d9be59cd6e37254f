"""Two append-only lists. They hold opaque numbers only, so every app may write to them."""

from typing import Any

from django.db import models
from django.utils import timezone


class AuditEntry(models.Model):
    """Who did what to which thing. `actor` is None for what the timetable did."""

    at = models.DateTimeField(default=timezone.now, db_index=True)
    actor = models.UUIDField(null=True, db_index=True)
    verb = models.CharField(max_length=60)
    object_kind = models.CharField(max_length=40)
    object_id = models.CharField(max_length=40)
    centre = models.CharField(max_length=22, blank=True)
    details = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["object_kind", "object_id"], name="audit_by_object")]

    def __str__(self) -> str:
        return f"{self.verb} {self.object_kind} {self.object_id}"


class AccessEntryQuerySet(models.QuerySet["AccessEntry"]):
    def visible_to(self, viewer: Any) -> "AccessEntryQuerySet":
        """The rows about the viewer, and nobody else's."""
        return self.filter(subject=viewer.subject) if viewer.is_authenticated else self.none()


class AccessEntry(models.Model):
    """One staff member read something about one person, in which role and why."""

    at = models.DateTimeField(default=timezone.now)
    actor = models.UUIDField(db_index=True)
    subject = models.UUIDField()
    role = models.CharField(max_length=30)
    object_kind = models.CharField(max_length=40)
    object_id = models.CharField(max_length=40, blank=True)
    reason = models.CharField(max_length=200, blank=True)

    objects = AccessEntryQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["subject", "-at"], name="access_by_subject")]

    def __str__(self) -> str:
        return f"{self.role} read {self.object_kind} {self.object_id}"
