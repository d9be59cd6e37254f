"""What joins an occurrence to its room, and who was there."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from chat.models import Seat
from groups.models.occurrence import Occurrence


class MeetingRoomQuerySet(models.QuerySet["MeetingRoom"]):
    def visible_to(self, user: Any) -> "MeetingRoomQuerySet":
        """Meetings the person has or had a seat in: the page after it stays open to those who left."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        return self.filter(room__in=Seat.objects.filter(user=user, removed_at=None).values("room"))


class MeetingRoom(models.Model):
    """The one room of one occurrence."""

    occurrence = models.OneToOneField(Occurrence, models.CASCADE, related_name="meeting_room")
    room = models.OneToOneField("chat.Room", models.CASCADE, related_name="+")

    objects = MeetingRoomQuerySet.as_manager()

    def __str__(self) -> str:
        return f"room of occurrence {self.occurrence_id}"


class AttendanceQuerySet(models.QuerySet["Attendance"]):
    def visible_to(self, user: Any) -> "AttendanceQuerySet":
        """Only one's own. Nobody else reads who came, staff neither."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        return self.filter(user=user)

    def present(self) -> "AttendanceQuerySet":
        """The same as `is_present`, as a condition."""
        measured = Q(correction="", open_seconds__gt=0, seconds__gte=(F("open_seconds") + 1) / 2)
        return self.filter(measured | Q(correction=Attendance.Correction.ATTESTED))


class Attendance(models.Model):
    """Seconds a person was in an open room, measured by the room itself, and what a host said to that.

    A meeting without a room of ours has no measure: there a host's word makes the row.
    """

    class Correction(models.TextChoices):
        NONE = "", _("As measured")
        ATTESTED = "attested", _("A host says you were here")
        WITHDRAWN = "withdrawn", _("A host says you were not here")

    occurrence = models.ForeignKey(Occurrence, models.CASCADE, related_name="attendances")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="attendances")
    seconds = models.PositiveIntegerField()
    open_seconds = models.PositiveIntegerField()
    recorded_at = models.DateTimeField(default=timezone.now)
    correction = models.CharField(max_length=9, choices=Correction, default=Correction.NONE, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    corrected_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    corrected_at = models.DateTimeField(null=True, blank=True)

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        ordering = ["-occurrence__starts_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["occurrence", "user"], name="one_attendance_each"),
            models.CheckConstraint(
                condition=Q(seconds__lte=F("open_seconds")), name="attendance_within_open_time"
            ),
            models.CheckConstraint(
                condition=~Q(correction="withdrawn") | ~Q(reason=""), name="withdrawn_with_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"attendance {self.pk}"

    @property
    def is_present(self) -> bool:
        """There for at least half of the time the room was open, unless a host has said otherwise."""
        if self.correction:
            return self.correction == self.Correction.ATTESTED
        return self.open_seconds > 0 and 2 * self.seconds >= self.open_seconds

    @property
    def minutes(self) -> int:
        return self.seconds // 60

    @property
    def counted_seconds(self) -> int:
        """What a proof adds up: the measure, or the whole meeting where only a host's word stands."""
        is_word_alone = self.correction == self.Correction.ATTESTED and not self.seconds
        return self.open_seconds if is_word_alone else self.seconds
