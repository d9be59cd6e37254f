"""When somebody is free in a week, in their own zone."""

from django.db import models
from django.db.models import F, Q

from mentoring.free_hours import Span


class FreeSpan(models.Model):
    """A span that ends before it begins ends on the next day; from midnight to midnight is a whole day."""

    mentor = models.ForeignKey("Mentor", models.CASCADE, null=True, blank=True, related_name="hours")
    request = models.ForeignKey("Request", models.CASCADE, null=True, blank=True, related_name="hours")
    weekday = models.PositiveSmallIntegerField()
    starts = models.TimeField()
    ends = models.TimeField()

    class Meta:
        ordering = ["weekday", "starts", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(mentor=None, request__isnull=False) | Q(mentor__isnull=False, request=None),
                name="span_has_one_owner",
            ),
            models.CheckConstraint(condition=Q(weekday__lte=6), name="span_on_a_weekday"),
            models.CheckConstraint(
                condition=~Q(starts=F("ends")) | Q(starts="00:00"), name="span_is_not_empty"
            ),
        ]

    def __str__(self) -> str:
        return f"span {self.pk}"

    @property
    def span(self) -> Span:
        return Span(self.weekday, self.starts, self.ends)
