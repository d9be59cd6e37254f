"""Days that are counted: what a person counts, and the stretches of it. Nobody's but theirs."""

from typing import Any

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from journey.milestones import Counting
from journey.models.own import OwnQuerySet
from journey.stretches import Span
from recovery_network.common.codes import random_code


class CountedDays(models.Model):
    """One thing a person counts: a recovery date with its name, private, and how it is counted."""

    class FirstDay(models.IntegerChoices):
        ZERO = 0, _("Day 0: a day counts when it is over")
        ONE = 1, _("Day 1: the first day counts at once")

    class Missing(models.TextChoices):
        BEFORE = "before", _("The day before, such as 28 February")
        AFTER = "after", _("The day after, such as 1 March")

    class Pack(models.TextChoices):
        USUAL = "usual", _("24 hours, 1 week, 30, 60 and 90 days, months, years")
        MONTHLY = "monthly", _("24 hours, each month, years")
        YEARLY = "yearly", _("Only years")
        NONE = "none", _("None")

    code = models.CharField(max_length=22, unique=True, default=random_code, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    name = models.CharField(_("name"), max_length=60)
    first_day = models.PositiveSmallIntegerField(choices=FirstDay, default=FirstDay.ZERO)
    missing = models.CharField(max_length=6, choices=Missing, default=Missing.BEFORE)
    pack = models.CharField(max_length=8, choices=Pack, default=Pack.USUAL)
    # Private unless the person says otherwise: nothing of it on Today, and a count that can be hidden.
    on_today = models.BooleanField(default=False)
    shows_count = models.BooleanField(default=True)
    made_at = models.DateTimeField(default=timezone.now)

    objects = OwnQuerySet.as_manager()

    class Meta:
        ordering = ["made_at", "pk"]

    def __str__(self) -> str:
        return f"days {self.pk}"

    @property
    def how(self) -> Counting:
        return Counting(self.first_day, "after" if self.missing == self.Missing.AFTER else "before")


class StretchQuerySet(models.QuerySet["Stretch"]):
    def visible_to(self, user: Any) -> "StretchQuerySet":
        return self.filter(days__user=user) if user.is_authenticated else self.none()


class Stretch(models.Model):
    """From a day until another, which is counted no more; the one without an end goes on."""

    days = models.ForeignKey(CountedDays, models.CASCADE, related_name="stretches")
    began_on = models.DateField()
    # The moment of the beginning, where the person gave one: 24 hours are counted from it.
    began_at = models.DateTimeField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)

    objects = StretchQuerySet.as_manager()

    class Meta:
        ordering = ["began_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gt=F("began_on")), name="stretch_ends_after_start"
            ),
            ExclusionConstraint(
                name="no_day_counted_twice",
                expressions=[
                    ("days", RangeOperators.EQUAL),
                    (
                        Func(
                            "began_on",
                            "ended_on",
                            Value("[)"),
                            function="DATERANGE",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"stretch {self.pk}"

    @property
    def span(self) -> Span:
        return Span(self.began_on, self.ended_on)
