"""Goals with small steps."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from journey.models.own import OwnQuerySet
from recovery_network.common.codes import random_code


class State(models.TextChoices):
    """There is no word for a goal that was not reached: it was changed."""

    NOT_YET = "not_yet", pgettext_lazy("state of a goal", "Not yet")
    DOING = "doing", pgettext_lazy("state of a goal", "Doing")
    DONE = "done", pgettext_lazy("state of a goal", "Done")
    CHANGED = "changed", pgettext_lazy("state of a goal", "Changed")


class Goal(models.Model):
    code = models.CharField(max_length=22, unique=True, default=random_code, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    words = models.CharField(max_length=200)
    until_on = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=7, choices=State, default=State.NOT_YET)
    made_at = models.DateTimeField(default=timezone.now)

    objects = OwnQuerySet.as_manager()

    class Meta:
        ordering = ["made_at", "pk"]

    def __str__(self) -> str:
        return f"goal {self.pk}"


class Step(models.Model):
    goal = models.ForeignKey(Goal, models.CASCADE, related_name="steps")
    words = models.CharField(max_length=200)
    state = models.CharField(max_length=7, choices=State, default=State.NOT_YET)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["made_at", "pk"]

    def __str__(self) -> str:
        return f"step {self.pk}"
