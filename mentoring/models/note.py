"""Lines that two people write down: shared ones that both read, and private ones of each."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from mentoring.models.pair import Pair
from mentoring.models.task import walks_beside
from recovery_network.common.codes import random_code


class NoteQuerySet(models.QuerySet["Note"]):
    def visible_to(self, user: Any) -> "NoteQuerySet":
        """One's own for ever; the other's shared lines while they walk. To staff there are none."""
        if not getattr(user, "is_authenticated", False) or not user.is_active or user.is_guest:
            return self.none()
        return self.filter(Q(writer=user) | (Q(is_shared=True) & walks_beside(user, "pair")))


class Note(models.Model):
    """It is its writer's, and goes with their account. A private line never becomes a shared one."""

    code = models.CharField(max_length=22, unique=True, default=random_code, editable=False)
    pair = models.ForeignKey(Pair, models.SET_NULL, null=True, related_name="notes")
    writer = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    is_shared = models.BooleanField()
    words = models.TextField()
    written_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(null=True, blank=True)

    objects = NoteQuerySet.as_manager()

    class Meta:
        ordering = ["-written_at", "-pk"]
        constraints = [models.CheckConstraint(condition=~Q(words=""), name="note_says_something")]

    def __str__(self) -> str:
        return f"note {self.pk}"
