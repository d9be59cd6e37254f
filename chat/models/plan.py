"""The room's own copy of a plan: steps with minutes. It is a guide; nothing happens by itself."""

from django.db import models
from django.db.models import Q

from chat.models.room import Room

TITLE_LENGTH = 80


class Step(models.Model):
    """The current step has begun and not ended."""

    room = models.ForeignKey(Room, models.CASCADE, related_name="steps")
    place = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=TITLE_LENGTH)
    minutes = models.PositiveSmallIntegerField()
    began_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint(fields=["room", "place"], name="one_step_a_place"),
            models.UniqueConstraint(
                fields=["room"],
                condition=Q(began_at__isnull=False, ended_at=None),
                name="one_step_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"step {self.place} in room {self.room_id}"
