"""What joins an occurrence to its room, and who was there."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

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


class Attendance(models.Model):
    """Seconds a person was in an open room, measured by the room itself."""

    occurrence = models.ForeignKey(Occurrence, models.CASCADE, related_name="attendances")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="attendances")
    seconds = models.PositiveIntegerField()
    open_seconds = models.PositiveIntegerField()
    recorded_at = models.DateTimeField(default=timezone.now)

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        ordering = ["-occurrence__starts_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["occurrence", "user"], name="one_attendance_each"),
            models.CheckConstraint(
                condition=Q(seconds__lte=F("open_seconds")), name="attendance_within_open_time"
            ),
        ]

    def __str__(self) -> str:
        return f"attendance {self.pk}"

    @property
    def is_present(self) -> bool:
        """Present means: there for at least half of the time the room was open."""
        return self.open_seconds > 0 and 2 * self.seconds >= self.open_seconds

    @property
    def minutes(self) -> int:
        return self.seconds // 60
