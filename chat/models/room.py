"""A room: one place to talk, from the waiting minutes to the day its words are gone."""

from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from recovery_network.common.codes import random_code

WAITING_BEFORE = timedelta(minutes=10)
WINDING_DOWN_BEFORE = timedelta(minutes=5)
OVERTIME = timedelta(minutes=10)
READABLE_AFTER = timedelta(minutes=15)
DEFAULT_KEEP = timedelta(hours=24)
# How long a turn is, unless the group or a host says otherwise; it ends softly.
TURN_MINUTES, LEAST_MINUTES, MOST_MINUTES = 5, 1, 30


class RoomQuerySet(models.QuerySet["Room"]):
    def visible_to(self, user: Any) -> "RoomQuerySet":
        """Rooms in which the person has a seat now, for as long as there are words. To everybody else,
        and to everybody afterwards, a room does not exist."""
        from chat.models.seat import Seat

        if not user.is_authenticated:
            return self.none()
        mine = Seat.objects.live().filter(room=models.OuterRef("pk"), user=user)
        return self.exclude(state=Room.State.GONE).filter(models.Exists(mine))


class Room(models.Model):
    """`opens_at` is the announced start; people may wait, and a host may open, ten minutes before.

    A standing room (a pair, a circle) has no `closes_at`: it never closes, and each message goes
    `keep` after it was written. In all others the words go `keep` after the end.
    `last_seq`, `seats_version` and `sharer` change only under this row's lock.
    """

    class Kind(models.TextChoices):
        MEETING = "meeting", _("Meeting")
        CIRCLE = "circle", _("Circle")
        PAIR = "pair", _("Pair")
        FAMILY = "family", _("Family")

    class State(models.TextChoices):
        SCHEDULED = "scheduled", _("Planned")
        WAITING = "waiting", _("Waiting")
        OPEN = "open", pgettext_lazy("state of a room", "Open")
        WINDING_DOWN = "winding_down", _("Last minutes")
        CLOSED = "closed", pgettext_lazy("state of a room", "Closed")
        GONE = "gone", _("Gone")

    class Mode(models.TextChoices):
        OPEN_TALK = "open_talk", _("Open talk")
        TAKING_TURNS = "taking_turns", _("Taking turns")
        LISTENING = "listening", _("Listening")

    TALKING = (State.OPEN, State.WINDING_DOWN)
    BEFORE = (State.SCHEDULED, State.WAITING)

    code = models.CharField(max_length=22, unique=True, default=random_code, editable=False)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.MEETING)
    title = models.CharField(max_length=120)
    state = models.CharField(max_length=12, choices=State, default=State.SCHEDULED)
    mode = models.CharField(max_length=12, choices=Mode, default=Mode.OPEN_TALK)
    slow_seconds = models.PositiveSmallIntegerField(default=0)
    reads_first = models.BooleanField(default=False)
    # Only the first message of somebody who is new.
    reads_new_first = models.BooleanField(default=False)
    has_lobby = models.BooleanField(default=False)
    door_closed = models.BooleanField(default=False)
    is_calm = models.BooleanField(default=False)
    turn_minutes = models.PositiveSmallIntegerField(default=TURN_MINUTES)
    # Messages behind a content note stand open for everybody: the group chose it.
    notes_open = models.BooleanField(default=False)
    # Since when no host is heard; what was so before, to be so again when one is back.
    host_away_at = models.DateTimeField(null=True, blank=True)
    read_first_before = models.BooleanField(default=False)
    # What people who wait read, in the group's own words.
    lobby_words = models.CharField(max_length=300, blank=True)
    # Whose staff may open an account, and under which key people have handles (chat/handles.py).
    centre = models.ForeignKey("accounts.Centre", models.SET_NULL, null=True, blank=True, related_name="+")
    handle_key = models.CharField(max_length=255, blank=True, editable=False)
    # The seat of the open turn, again, so that a message of the sharer costs no question more.
    sharer = models.ForeignKey("chat.Seat", models.SET_NULL, null=True, blank=True, related_name="+")
    opens_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True, blank=True)
    closes_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    keep = models.DurationField(default=DEFAULT_KEEP)
    gone_at = models.DateTimeField(null=True, blank=True)
    last_seq = models.PositiveBigIntegerField(default=0)
    seats_version = models.PositiveIntegerField(default=0)
    max_seats = models.PositiveSmallIntegerField(null=True, blank=True)
    back_path = models.CharField(max_length=200, default="/today/")
    after_path = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = RoomQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["state", "opens_at"], name="room_by_state")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(closes_at=None) | models.Q(closes_at__gt=models.F("opens_at")),
                name="room_closes_after_it_opens",
            ),
            models.CheckConstraint(
                condition=models.Q(turn_minutes__gte=LEAST_MINUTES, turn_minutes__lte=MOST_MINUTES),
                name="turn_has_a_length",
            ),
        ]

    def __str__(self) -> str:
        return f"room {self.pk}"

    @property
    def is_of_two(self) -> bool:
        """It has no host: nobody is there but the two."""
        return self.kind == self.Kind.PAIR

    @property
    def is_come_back_to(self) -> bool:
        """Two people have it for as long as they walk together: leaving it is only closing the page."""
        return self.is_of_two and self.closes_at is None

    @property
    def is_talking(self) -> bool:
        return self.state in self.TALKING

    @property
    def keeps_door(self) -> bool:
        """Does somebody who is new stay outside for now?"""
        return self.has_lobby or self.door_closed

    @property
    def turn_length(self) -> timedelta:
        return timedelta(minutes=self.turn_minutes)

    def remember(self, seat: Any) -> None:
        """`reading.seat_with_room` found this room by the person's own seat."""
        self.__dict__["found_with"] = seat

    def seat_seen_by(self, user: Any) -> Any:
        """The seat with which `reading.seat_with_room` found this room for the person, if it did.

        It saves a query for each rule. What must be true at the moment of writing is asked again
        in the writing statement.
        """
        seat = self.__dict__.get("found_with")
        return seat if seat is not None and seat.user_id == user.pk else None

    def state_at(self, now: datetime) -> str:
        """The state a person meets, right even when the timetable is late."""
        if self.state == self.State.SCHEDULED and now >= self.opens_at - WAITING_BEFORE:
            return self.State.WAITING
        if self.state == self.State.CLOSED and self.closed_at and now >= self.closed_at + READABLE_AFTER:
            return self.State.GONE
        return self.State(self.state)

    def words_end_at(self) -> datetime | None:
        """When the words go; None for a standing room, where each message has its own end."""
        end = self.closed_at or self.closes_at
        return end + self.keep if end else None
