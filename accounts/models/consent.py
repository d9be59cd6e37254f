"""The consent ledger: who lets whom see which items, from when, until when, in which words.

Two tables that only grow. What is agreed is a row, what ends it early is a row of its own, and the
database refuses to change or delete either (migration). They hold the ledger's opaque numbers instead
of keys to people: after an erasure the rows stay, as a duty, and point to nobody.
"""

from datetime import datetime, timedelta
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from recovery_network.common.codes import random_code


class GrantQuerySet(models.QuerySet["Grant"]):
    def visible_to(self, viewer: Any) -> "GrantQuerySet":
        """What one gave, and what one was given."""
        if not viewer.is_authenticated or not viewer.is_active:
            return self.none()
        return self.filter(Q(owner=viewer.subject) | Q(reader=viewer.subject))

    def given_by(self, owner: Any) -> "GrantQuerySet":
        return self.filter(owner=owner.subject)

    def given_to(self, reader: Any) -> "GrantQuerySet":
        return self.filter(reader=reader.subject)

    def live(self, now: datetime) -> "GrantQuerySet":
        return self.standing(now).filter(starts_at__lte=now)

    def standing(self, now: datetime) -> "GrantQuerySet":
        """Live now, or agreed for later."""
        return self.filter(ends_at__gt=now, revocation=None).select_related("revocation")


class Grant(models.Model):
    """`items` are exact keys; there is no "everything", so nothing can grow into it."""

    code = models.CharField(max_length=22, unique=True, default=random_code, editable=False)
    owner = models.UUIDField(db_index=True)
    reader = models.UUIDField(db_index=True)
    relation = models.CharField(max_length=30)
    items = ArrayField(models.CharField(max_length=60))
    text_version = models.CharField(max_length=20)
    language = models.CharField(max_length=8)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    made_at = models.DateTimeField()

    objects = GrantQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="grant_ends_after_start"),
            models.CheckConstraint(condition=~Q(owner=F("reader")), name="nobody_grants_to_themselves"),
            models.CheckConstraint(condition=Q(items__len__gt=0), name="grant_of_something"),
        ]

    def __str__(self) -> str:
        return f"grant {self.pk}"

    @property
    def last_at(self) -> datetime:
        """Its last moment: what ends at a midnight was there on the day before."""
        return self.over_at - timedelta(microseconds=1)

    @property
    def over_at(self) -> datetime:
        """When it ended, or will: on its day, or before it."""
        ended = getattr(self, "revocation", None)
        return min(ended.at, self.ends_at) if ended else self.ends_at


class Revocation(models.Model):
    """Ends a grant before its day. One is enough, and none can be taken back."""

    grant = models.OneToOneField(Grant, models.PROTECT, related_name="revocation")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"end of grant {self.grant_id}"
