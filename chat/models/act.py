"""What hosts did: with which words, why, and whether it was undone. And who may not come back for a time."""

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from chat.models.lobby import LobbyEntry
from chat.models.room import Room
from chat.models.seat import Seat
from recovery_network.common.codes import random_code


class ActQuerySet(models.QuerySet["Act"]):
    def visible_to(self, user: Any) -> "ActQuerySet":
        """The log of the rooms in which the person is a host, for as long as they have words."""
        if not user.is_authenticated:
            return self.none()
        hosts = Seat.objects.live().filter(user=user, role=Seat.Role.HOST)
        return self.filter(room__in=hosts.values("room")).exclude(room__state=Room.State.GONE)


class Act(models.Model):
    """`seat` or `entry` is whom it fell on; neither for what changed the whole room.

    `words` is what the person read; empty when it was the sentence of `words_key`, which everybody reads
    in their own language. `before` is what undoing brings back.
    """

    class Kind(models.TextChoices):
        REST = "rest", _("Rest from writing")
        LOBBY = "lobby", _("Back to the waiting room")
        LEAVE = "leave", _("Ask to leave today")
        GROUP = "group", _("Not in this group for a time")
        NOT_TODAY = "not_today", _("Not today")
        HIDE_ALL = "hide_all", _("All messages of one person hidden")
        CALM = "calm", _("Calm")
        SETTINGS = "settings", _("How one may write")

    code = models.CharField(max_length=22, unique=True, default=random_code, editable=False)
    room = models.ForeignKey(Room, models.CASCADE, related_name="acts")
    kind = models.CharField(max_length=10, choices=Kind)
    by = models.ForeignKey(Seat, models.CASCADE, related_name="+")
    seat = models.ForeignKey(Seat, models.CASCADE, null=True, blank=True, related_name="acts")
    entry = models.ForeignKey(LobbyEntry, models.CASCADE, null=True, blank=True, related_name="acts")
    words_key = models.CharField(max_length=20, blank=True)
    words = models.TextField(blank=True)
    reason = models.CharField(max_length=200, blank=True)
    until = models.DateTimeField(null=True, blank=True)
    before = models.JSONField(default=dict)
    at = models.DateTimeField(default=timezone.now)
    # "Not in this group" is asked by one host and decided by another.
    needs_second = models.BooleanField(default=False)
    second_by = models.ForeignKey(Seat, models.CASCADE, null=True, blank=True, related_name="+")
    second_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(Seat, models.CASCADE, null=True, blank=True, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)

    objects = ActQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["room", "-at"], name="act_by_room")]

    def __str__(self) -> str:
        return f"act {self.pk}"

    @property
    def is_open_question(self) -> bool:
        return self.needs_second and self.second_at is None and self.undone_at is None

    def is_for_a_second(self, user_id: int | None) -> bool:
        """May this host be the second one? Another than the one who asked."""
        return self.is_open_question and self.by.user_id != user_id

    @property
    def can_be_undone(self) -> bool:
        return self.undone_at is None and (not self.needs_second or self.second_at is not None)


class BanQuerySet(models.QuerySet["Ban"]):
    def standing(self, now: datetime) -> "BanQuerySet":
        return self.filter(Q(lifted_at=None), until__gt=now)


class Ban(models.Model):
    """Somebody may not come into a group's rooms until a day. `handle` stands for the person in that
    group only (chat/handles.py): no account can be read from it, and two groups' lists do not match."""

    handle = models.CharField(max_length=64, db_index=True)
    # One row for each account that staff knew to be this person when it was agreed.
    act = models.ForeignKey(Act, models.CASCADE, related_name="bans")
    until = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True, blank=True)

    objects = BanQuerySet.as_manager()

    def __str__(self) -> str:
        return f"ban {self.pk}"
