"""The toolbox: moments of a strong wish, worksheets, and the people around somebody."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from journey.models.own import OwnQuerySet
from recovery_network.common.codes import random_code


class Wave(models.Model):
    """A strong wish to use: it rises, and it passes."""

    code = models.CharField(max_length=22, unique=True, default=random_code, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    strength = models.PositiveSmallIntegerField()
    after = models.PositiveSmallIntegerField(null=True, blank=True)
    around = models.CharField(max_length=200, blank=True)
    helped = models.CharField(max_length=200, blank=True)

    objects = OwnQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(strength__lte=10), name="strength_is_0_to_10"),
            models.CheckConstraint(condition=Q(after=None) | Q(after__lte=10), name="after_is_0_to_10"),
        ]

    def __str__(self) -> str:
        return f"wave {self.pk}"


class Sheet(models.Model):
    """A worksheet of one kind of `journey/sheets.py`; `answers` holds its questions' keys and the words."""

    code = models.CharField(max_length=22, unique=True, default=random_code, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=12)
    name = models.CharField(max_length=60, blank=True)
    answers = models.JSONField(default=dict)
    made_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)

    objects = OwnQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "-changed_at", "-pk"]

    def __str__(self) -> str:
        return f"sheet {self.pk}"


class Supporter(models.Model):
    """Somebody around the person, in the person's own words. Never linked to an account."""

    class Ring(models.IntegerChoices):
        CLOSE = 1, _("Close: I can call at any time")
        NEAR = 2, _("Near: I can ask for help")
        AROUND = 3, _("Around: good to meet")

    code = models.CharField(max_length=22, unique=True, default=random_code, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    name = models.CharField(max_length=60)
    ring = models.PositiveSmallIntegerField(choices=Ring, default=Ring.NEAR)
    reach = models.CharField(max_length=120, blank=True)
    gives = models.CharField(max_length=200, blank=True)
    made_at = models.DateTimeField(default=timezone.now)

    objects = OwnQuerySet.as_manager()

    class Meta:
        ordering = ["ring", "made_at", "pk"]

    def __str__(self) -> str:
        return f"supporter {self.pk}"
