"""Who of a pair has answered "Is this working for you?", and on which of its days."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone

from mentoring.models.pair import Pair


class PromptAnswerQuerySet(models.QuerySet["PromptAnswer"]):
    def visible_to(self, user: Any) -> "PromptAnswerQuerySet":
        """One's own. Staff see a look where somebody is not sure or wants a change, and nothing of a yes."""
        if not getattr(user, "is_authenticated", False) or not user.is_active or user.is_guest:
            return self.none()
        return self.filter(person=user)


class PromptAnswer(models.Model):
    """That it was answered, and not how: so no yes can be read from it, and none from its absence."""

    pair = models.ForeignKey(Pair, models.CASCADE, related_name="answers")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    day = models.PositiveSmallIntegerField()
    answered_at = models.DateTimeField(default=timezone.now)

    objects = PromptAnswerQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["pair", "person", "day"], name="one_answer_a_day")]

    def __str__(self) -> str:
        return f"answer {self.pk}"
