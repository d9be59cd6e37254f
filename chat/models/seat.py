"""A seat is the right to be in a room, under an alias and in a role."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from chat.models.room import Room
from recovery_network.common.codes import random_code

LIVE = Q(left_at=None, removed_at=None)


class SeatQuerySet(models.QuerySet["Seat"]):
    def live(self) -> "SeatQuerySet":
        return self.filter(LIVE)

    def visible_to(self, user: Any) -> "SeatQuerySet":
        """A person's own seats. Who else sits in a room is told by the room's pages."""
        if not user.is_authenticated:
            return self.none()
        return self.live().filter(user=user)


class Seat(models.Model):
    """`code` is the person inside this one room: nobody can join it to another room's seat."""

    class Role(models.TextChoices):
        HOST = "host", _("Host")
        GREETER = "greeter", _("Greeter")
        MEMBER = "member", _("Member")

    code = models.CharField(max_length=22, unique=True, default=random_code, editable=False)
    room = models.ForeignKey(Room, models.CASCADE, related_name="seats")
    # Null once the person is erased: the number in the stream stays, and points to nobody.
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="seats"
    )
    alias = models.CharField(max_length=40, blank=True)
    alias_folded = models.CharField(max_length=80, blank=True)
    role = models.CharField(max_length=8, choices=Role, default=Role.MEMBER)
    joined_at = models.DateTimeField(default=timezone.now)
    left_at = models.DateTimeField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)
    muted_until = models.DateTimeField(null=True, blank=True)
    is_first_time = models.BooleanField(default=False)
    # How many messages of this person people of the group were shown, here and before.
    shown = models.PositiveIntegerField(default=0)
    wrote_at = models.DateTimeField(null=True, blank=True)

    objects = SeatQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["room", "user"], name="one_seat_each"),
            models.UniqueConstraint(fields=["room", "alias_folded"], condition=LIVE, name="one_alias_each"),
        ]

    def __str__(self) -> str:
        return f"seat {self.pk}"

    @property
    def is_live(self) -> bool:
        return self.left_at is None and self.removed_at is None

    @property
    def ended_at(self) -> datetime | None:
        return self.removed_at or self.left_at

    @property
    def is_host(self) -> bool:
        return self.role == self.Role.HOST

    def is_muted(self, now: datetime) -> bool:
        return self.muted_until is not None and now < self.muted_until
