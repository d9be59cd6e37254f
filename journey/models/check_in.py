"""A short note on how one is."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from journey.models.own import OwnQuerySet

# From here on an answer is hard, and help comes before anything else.
HARD_MOOD, HARD_CRAVING = 1, 7


class CheckIn(models.Model):
    """One for each of the person's own days; every answer may be left out."""

    class Mood(models.IntegerChoices):
        VERY_HARD = 1, _("Very hard")
        HARD = 2, _("Hard")
        SO_SO = 3, _("So-so")
        GOOD = 4, _("Good")
        VERY_GOOD = 5, _("Very good")

    class Sleep(models.IntegerChoices):
        BADLY = 1, _("Badly")
        SO_SO = 2, _("So-so")
        WELL = 3, _("Well")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    local_date = models.DateField()
    mood = models.PositiveSmallIntegerField(choices=Mood, null=True, blank=True)
    craving = models.PositiveSmallIntegerField(null=True, blank=True)
    sleep = models.PositiveSmallIntegerField(choices=Sleep, null=True, blank=True)
    line = models.CharField(max_length=280, blank=True)
    changed_at = models.DateTimeField(default=timezone.now)

    objects = OwnQuerySet.as_manager()

    class Meta:
        ordering = ["-local_date"]
        constraints = [
            models.UniqueConstraint(fields=["user", "local_date"], name="one_check_in_a_day"),
            models.CheckConstraint(condition=Q(craving=None) | Q(craving__lte=10), name="craving_is_0_to_10"),
            models.CheckConstraint(condition=Q(mood=None) | Q(mood__range=(1, 5)), name="mood_is_1_to_5"),
        ]

    def __str__(self) -> str:
        return f"check-in {self.pk}"

    @property
    def is_hard(self) -> bool:
        return self.mood == HARD_MOOD or (self.craving is not None and self.craving >= HARD_CRAVING)
