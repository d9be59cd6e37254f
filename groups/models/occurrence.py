"""Meetings made ahead from the rules: what joins, reminders, calendars and the finder read (M4)."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from chat.models import Room
from groups.models.group import Group, Visibility
from groups.models.series import MeetingSeries


class OccurrenceQuerySet(models.QuerySet["Occurrence"]):
    def listed(self) -> "OccurrenceQuerySet":
        """What the public list shows: the condition of its two indexes, to the letter."""
        return self.filter(visibility=Visibility.PUBLIC, status=Occurrence.Status.SCHEDULED)

    def visible_to(self, user: Any) -> "OccurrenceQuerySet":
        """Public ones for everybody, the rest through their series. Withdrawn ones for nobody."""
        alive = self.exclude(status=Occurrence.Status.WITHDRAWN)
        public = Q(visibility=Visibility.PUBLIC)
        if not getattr(user, "is_authenticated", False):
            return alive.filter(public)
        return alive.filter(public | Q(series__in=MeetingSeries.objects.visible_to(user)))

    def not_over(self) -> "OccurrenceQuerySet":
        """Without those whose room is closed already: the host has ended them, whatever the clock says.

        The closed room of a cancelled date says nothing: that date is told as cancelled.
        """
        over = (Room.State.CLOSED, Room.State.GONE)
        return self.exclude(status=Occurrence.Status.SCHEDULED, meeting_room__room__state__in=over)


class Occurrence(models.Model):
    """One meeting of one series. (series, local_date) keeps its row, and so its id, for ever.

    `local_date` is the date the rule gave; a moved meeting keeps it while `starts_at` changes.
    `facets` is everything the finder can filter by, copied from the series (facets.py).
    """

    class Status(models.TextChoices):
        SCHEDULED = "scheduled", _("Takes place")
        CANCELLED = "cancelled", _("Does not take place")
        # The rule no longer makes this date: the row stays for what refers to it, nobody sees it.
        WITHDRAWN = "withdrawn", _("Withdrawn")

    # Their indexes are the first columns of longer ones below.
    series = models.ForeignKey(MeetingSeries, models.CASCADE, related_name="occurrences", db_index=False)
    group = models.ForeignKey(Group, models.CASCADE, related_name="occurrences", db_index=False)
    local_date = models.DateField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    status = models.CharField(max_length=9, choices=Status, default=Status.SCHEDULED)
    visibility = models.CharField(max_length=8, choices=Visibility, default=Visibility.PUBLIC)
    venue = models.ForeignKey(
        "groups.Venue", models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )
    is_long = models.BooleanField(default=False)
    facets = ArrayField(models.IntegerField(), default=list)
    zone_version = models.CharField(max_length=10, blank=True)

    objects = OccurrenceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["series", "local_date"], name="one_occurrence_a_date"),
            models.CheckConstraint(
                name="occurrence_ends_after_start", condition=Q(ends_at__gt=F("starts_at"))
            ),
        ]
        indexes = [
            models.Index(
                fields=["starts_at", "id"],
                include=["ends_at", "series", "facets"],
                condition=Q(visibility="public", status="scheduled", is_long=False),
                name="occurrence_public",
            ),
            models.Index(
                fields=["starts_at", "id"],
                include=["ends_at", "series", "facets"],
                condition=Q(visibility="public", status="scheduled", is_long=True),
                name="occurrence_public_long",
            ),
            models.Index(fields=["series", "starts_at"], name="occurrence_of_series"),
            models.Index(fields=["group", "starts_at"], name="occurrence_of_group"),
        ]

    def __str__(self) -> str:
        return f"{self.series_id} {self.local_date}"

    @property
    def is_live(self) -> bool:
        """Do people talk in its room now? For rows asked for with `meeting_room__room`."""
        link = getattr(self, "meeting_room", None)
        return link is not None and link.room.is_talking

    @property
    def is_cancelled(self) -> bool:
        return self.status == self.Status.CANCELLED
