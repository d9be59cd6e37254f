"""People at the door: they wait, or were asked to stay out. None of them has a seat."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone

from chat.models.room import Room
from chat.models.seat import Seat
from recovery_network.common.codes import random_code

# The key of the words for whoever was moved here out of the room (chat/wording.py).
PUT_BACK = "lobby"
# A page that was not seen for so long is closed; a page without scripts asks every twenty seconds.
AWAY_AFTER = timedelta(seconds=90)


class LobbyEntryQuerySet(models.QuerySet["LobbyEntry"]):
    def visible_to(self, user: Any) -> "LobbyEntryQuerySet":
        """One's own, for as long as the room has words."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(user=user).exclude(room__state=Room.State.GONE)

    def here(self, now: datetime) -> "LobbyEntryQuerySet":
        """Those who wait and whose page is open, the first who came first."""
        open_pages = self.filter(state=LobbyEntry.State.WAITING, seen_at__gt=now - AWAY_AFTER)
        return open_pages.order_by("asked_at", "pk")


class LobbyEntry(models.Model):
    """One person at the door of one room. Whoever is let in gets a seat, and the entry stays.

    `words` is the last sentence a host said by an act: written out, or by its key (chat/wording.py).
    """

    class State(models.TextChoices):
        WAITING = "waiting"
        ADMITTED = "admitted"
        NOT_TODAY = "not_today"
        ASKED_TO_LEAVE = "asked_to_leave"
        LEFT = "left"

    OUTSIDE = (State.NOT_TODAY, State.ASKED_TO_LEAVE)

    code = models.CharField(max_length=22, unique=True, default=random_code, editable=False)
    room = models.ForeignKey(Room, models.CASCADE, related_name="lobby")
    # Null once the person is erased, as with a seat.
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    alias = models.CharField(max_length=40, blank=True)
    alias_folded = models.CharField(max_length=80, blank=True)
    role = models.CharField(max_length=8, choices=Seat.Role, default=Seat.Role.MEMBER)
    is_first_time = models.BooleanField(default=False)
    state = models.CharField(max_length=14, choices=State, default=State.WAITING)
    asked_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)
    words_key = models.CharField(max_length=20, blank=True)
    words = models.TextField(blank=True)
    # "Ask for another look": told to the other hosts.
    asked_again_at = models.DateTimeField(null=True, blank=True)

    objects = LobbyEntryQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["room", "state"], name="lobby_by_state")]
        constraints = [
            models.UniqueConstraint(fields=["room", "user"], name="one_place_at_the_door"),
            models.UniqueConstraint(
                fields=["room", "alias_folded"],
                condition=models.Q(state="waiting"),
                name="one_waiting_alias_each",
            ),
        ]

    def __str__(self) -> str:
        return f"lobby entry {self.pk}"

    @property
    def is_waiting(self) -> bool:
        return self.state == self.State.WAITING

    @property
    def was_put_back(self) -> bool:
        """A host moved them here out of the room: only a host lets them in again."""
        return self.is_waiting and self.words_key == PUT_BACK

    @property
    def shown_state(self) -> str:
        """What the waiting page stands for: another one is another page."""
        room = self.room
        marks = {
            "closed": room.door_closed,
            "early": room.state in Room.BEFORE,
            "over": room.state == Room.State.CLOSED,
        }
        return " ".join([self.state, *(name for name, there in marks.items() if there)])

    @property
    def is_answered(self) -> bool:
        """The hosts had the last word since another look was asked for. Asks no more than `said` holds."""
        asked = self.asked_again_at
        since = [word for word in self.said.all() if asked is not None and word.at >= asked]
        return bool(since) and since[-1].by_keeper

    @property
    def is_outside(self) -> bool:
        return self.state in self.OUTSIDE


class LobbyWord(models.Model):
    """A private word between somebody who waits and those who keep the door."""

    entry = models.ForeignKey(LobbyEntry, models.CASCADE, related_name="said")
    by_keeper = models.BooleanField()
    text = models.TextField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"lobby word {self.pk}"
