"""The ten questions, as they were answered."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from journey.models.own import OwnQuerySet
from recovery_network.common.codes import random_code


class Measure(models.Model):
    """Ten answers of 1 to 6 in the published order, their sum, and the language they were read in."""

    code = models.CharField(max_length=22, unique=True, default=random_code, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    taken_on = models.DateField()
    taken_at = models.DateTimeField(default=timezone.now)
    answers = ArrayField(models.PositiveSmallIntegerField(), size=10)
    total = models.PositiveSmallIntegerField()
    language = models.CharField(max_length=8)

    objects = OwnQuerySet.as_manager()

    class Meta:
        ordering = ["taken_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["user", "taken_on"], name="ten_questions_once_a_day"),
            models.CheckConstraint(condition=Q(total__range=(10, 60)), name="sum_is_10_to_60"),
            models.CheckConstraint(condition=Q(answers__len=10), name="ten_answers"),
        ]

    def __str__(self) -> str:
        return f"measure {self.pk}"
