"""One numbered thing that happened in a room. The numbers of a room have no holes."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone

from chat.models.room import Room
from chat.models.seat import Seat
from chat.wire import HOSTS_SEE_TOO
from safeguarding.services import blocks


class EventQuerySet(models.QuerySet["Event"]):
    def visible_to(self, user: Any) -> "EventQuerySet":
        """What the person may know of. Of the rest the stream tells the number and nothing else."""
        if not user.is_authenticated:
            return self.none()
        return self._told_to(user).exclude(self._apart_from(user))

    def met_with(self, seat: Seat) -> "EventQuerySet":
        """Messages that somebody met with this seat, so that they may still tell staff of one: until the
        seat ended, and also when a host hid it or its words are gone since."""
        stood = Q(audience=Event.Audience.NOBODY, at__gte=seat.joined_at - seat.room.keep)
        heard = Q(audience=Event.Audience.ALL) | Q(at__gte=seat.joined_at) | stood
        found = self.filter(room=seat.room_id, kind=Event.Kind.MESSAGE)
        found = found if seat.is_host else found.filter(heard)
        until = seat.ended_at
        return (found.filter(at__lte=until) if until else found).exclude(self._apart_from(seat.user))

    def _apart_from(self, user: Any) -> Q:
        """By people whom this one shall not meet: but hosts see all, and everybody sees hosts.

        From the block on: an old page may still show what came before, and a button there that fails
        would tell of the block.
        """
        since = blocks.hides_since(user.pk)
        if not since:
            return Q(pk__in=[])
        theirs = Q()
        for other, made_at in since.items():
            theirs |= Q(seat__user=other, at__gte=made_at)
        hosting = Seat.objects.live().filter(room=models.OuterRef("room"), user=user, role=Seat.Role.HOST)
        return theirs & ~Q(seat__role=Seat.Role.HOST) & ~Q(models.Exists(hosting))

    def _told_to(self, user: Any) -> "EventQuerySet":
        sits = Seat.objects.live().filter(room=models.OuterRef("room"), user=user)
        everyones = Q(models.Exists(sits), audience=Event.Audience.ALL)
        hosts = Q(models.Exists(sits.filter(role=Seat.Role.HOST)), audience=Event.Audience.HOSTS)
        own = Q(models.Exists(sits.filter(pk=models.OuterRef("seat")))) & ~Q(audience=Event.Audience.NOBODY)
        told = Q(models.Exists(sits.filter(pk=models.OuterRef("audience_seat"))))
        with_hosts = Q(audience=Event.Audience.SEAT, kind__in=HOSTS_SEE_TOO)
        shared = Q(models.Exists(sits.filter(role=Seat.Role.HOST))) & with_hosts
        return self.filter(everyones | hosts | own | told | shared)


class Event(models.Model):
    """`audience` says who learns what it is; everybody else learns that the number was used.

    `target` is the number of the message that this event is about; for `swept` the last of all whose
    words are gone. A message that was taken back,
    erased or swept keeps its row and number: its text is empty and its audience nobody.
    """

    class Kind(models.TextChoices):
        MESSAGE = "message"
        STATE = "state"
        HIDDEN = "hidden"
        TAKEN_BACK = "taken_back"
        FORGOTTEN = "forgotten"
        SWEPT = "swept"
        HELD = "held"  # words that a host reads first; when let through they are a new message
        KEPT_BACK = "kept_back"
        PRIVATE = "private"  # between one seat and the hosts
        NOTE = "note"  # "talks about …", over a message
        REACTION = "reaction"
        SETTINGS = "settings"  # how one may write now: mode, slow, read first, door
        TURN = "turn"
        QUEUE = "queue"
        STEP = "step"
        LOBBY = "lobby"
        ACT = "act"  # what a host did to one seat, for that seat and the hosts
        RESTS = "rests"  # until when one seat does not write, for that seat alone
        CHECK = "check"  # somebody is to be looked after, for the hosts
        HOST = "host"  # the last host lost the connection, or came back

    class Audience(models.TextChoices):
        ALL = "all"
        HOSTS = "hosts"
        SEAT = "seat"
        NOBODY = "nobody"

    room = models.ForeignKey(Room, models.CASCADE, related_name="events")
    seq = models.PositiveBigIntegerField()
    kind = models.CharField(max_length=12, choices=Kind)
    cid = models.UUIDField(null=True, editable=False)
    seat = models.ForeignKey(Seat, models.CASCADE, null=True, related_name="events")
    audience = models.CharField(max_length=6, choices=Audience, default=Audience.ALL)
    audience_seat = models.ForeignKey(Seat, models.CASCADE, null=True, related_name="+")
    target = models.PositiveBigIntegerField(null=True)
    text = models.TextField(blank=True)
    payload = models.JSONField(default=dict)
    at = models.DateTimeField(default=timezone.now)

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ["room", "seq"]
        indexes = [models.Index(fields=["seat", "at"], name="event_by_seat")]
        constraints = [
            models.UniqueConstraint(fields=["room", "seq"], name="one_event_a_number"),
            models.UniqueConstraint(fields=["room", "seat", "cid"], name="one_event_a_cid"),
            models.CheckConstraint(
                condition=~Q(audience="seat") | Q(audience_seat__isnull=False),
                name="seat_audience_has_a_seat",
            ),
        ]

    def __str__(self) -> str:
        return f"event {self.seq} in room {self.room_id}"
