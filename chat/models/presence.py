"""When a seat's person was there: stamped every fifteen seconds, so that a crash loses no more."""

from datetime import timedelta

from django.db import models

from chat.models.seat import Seat

STAMP_EVERY = timedelta(seconds=15)
# A longer silence than this is an absence: two missed stamps and some slack.
GAP = timedelta(seconds=40)


class PresenceInterval(models.Model):
    """From the first stamp to the last one. The end of an interval is its last stamp.

    `beats` says that the last stamp came from something that stamps by itself: a socket, or a script
    that asks. Only of those is silence a lost network; a plain page is silent while somebody writes.
    """

    seat = models.ForeignKey(Seat, models.CASCADE, related_name="intervals")
    started_at = models.DateTimeField()
    last_at = models.DateTimeField()
    beats = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["seat", "-last_at"], name="presence_by_seat")]

    def __str__(self) -> str:
        return f"presence of seat {self.seat_id}"
