"""Two append-only lists. They hold opaque numbers only, so every app may write to them."""

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

    def __str__(self) -> str:
        return f"{self.verb} {self.object_kind} {self.object_id}"


class AccessEntry(models.Model):
    """One staff member read something about one person, in which role and why."""

    at = models.DateTimeField(default=timezone.now)
    actor = models.UUIDField(db_index=True)
    subject = models.UUIDField(db_index=True)
    role = models.CharField(max_length=30)
    object_kind = models.CharField(max_length=40)
    object_id = models.CharField(max_length=40, blank=True)
    reason = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return f"{self.role} read {self.object_kind} {self.object_id}"
