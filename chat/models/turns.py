"""Whose turn it is to share, whose turns have been, and who has raised a hand."""

from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q

from chat.models.room import TURN_MINUTES, Room
from chat.models.seat import Seat

TURN_LENGTH = timedelta(minutes=TURN_MINUTES)
MORE_TIME = timedelta(minutes=2)
# How long the turn of somebody who lost the network waits for them.
KEPT_FOR = timedelta(seconds=60)


class Turn(models.Model):
    """Time given to one seat. Either it runs until `ends_at`, or it rests with `left` to go.

    Running out ends nothing: only the sharer, a host, or a lost network ends a turn.
    `lost_at` is when the room was told that the sharer is not heard.
    """

    class Outcome(models.TextChoices):
        SHARED = "shared"
        PASSED = "passed"
        LOST = "lost"

    room = models.ForeignKey(Room, models.CASCADE, related_name="turns")
    seat = models.ForeignKey(Seat, models.CASCADE, related_name="turns")
    began_at = models.DateTimeField()
    length = models.DurationField(default=TURN_LENGTH)
    ends_at = models.DateTimeField(null=True)
    left = models.DurationField(null=True)
    lost_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=6, choices=Outcome, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["room"], condition=Q(ended_at=None), name="one_turn_at_a_time"),
            models.CheckConstraint(
                condition=Q(ends_at=None, left__isnull=False) | Q(ends_at__isnull=False, left=None),
                name="turn_runs_or_rests",
            ),
        ]

    def __str__(self) -> str:
        return f"turn {self.pk} in room {self.room_id}"

    @property
    def is_paused(self) -> bool:
        return self.ends_at is None

    def time_left(self, now: datetime) -> timedelta:
        """Never less than nothing: the end is soft."""
        left = self.left if self.ends_at is None else self.ends_at - now
        return max(left or timedelta(), timedelta())


class Hand(models.Model):
    """A raised hand. `front_at` puts it before all others: a lost turn, or a host's choice."""

    room = models.ForeignKey(Room, models.CASCADE, related_name="hands")
    seat = models.OneToOneField(Seat, models.CASCADE, related_name="hand")
    raised_at = models.DateTimeField()
    front_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"hand {self.pk} in room {self.room_id}"
