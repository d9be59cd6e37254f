"""Somebody is to be looked after now: who is asked, who has it, and each step with its time."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Centre
from recovery_network.common.codes import random_code

# When nobody has taken it by then, the next person is asked.
HAND_OVER = timedelta(minutes=3)


class CheckQuerySet(models.QuerySet["Check"]):
    def visible_to(self, user: Any) -> "CheckQuerySet":
        """People who were asked, and the staff of its centre; never the person themselves."""
        if not user.is_authenticated or not user.is_active or user.is_guest:
            return self.none()
        asked = CheckCall.objects.filter(check_on=models.OuterRef("pk"), user=user)
        works = user.staff_roles.live().values("centre")
        return self.exclude(about=user).filter(Q(models.Exists(asked)) | Q(centre__in=works))

    def open(self) -> "CheckQuerySet":
        return self.filter(done_at=None)

    def untaken(self) -> "CheckQuerySet":
        return self.filter(done_at=None, taken_by=None)

    def overdue(self, now: datetime) -> "CheckQuerySet":
        return self.untaken().filter(hand_over_at__lte=now)


class Check(models.Model):
    """A card on top of everything until somebody takes it. Nothing else happens by itself.

    `alias` is the name in the room, `place` where it was raised, `path` the page to answer on.
    """

    code = models.CharField(max_length=22, unique=True, default=random_code, editable=False)
    about = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    alias = models.CharField(max_length=60)
    centre = models.ForeignKey(Centre, models.PROTECT, null=True, related_name="+")
    place = models.CharField(max_length=60)
    path = models.CharField(max_length=200, default="/help/")
    raised_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    opened_at = models.DateTimeField(default=timezone.now)
    hand_over_at = models.DateTimeField()
    round = models.PositiveSmallIntegerField(default=1)
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    taken_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)

    objects = CheckQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["hand_over_at"], condition=Q(done_at=None, taken_by=None), name="untaken_checks"
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["about", "place"], condition=Q(done_at=None), name="one_open_check_each"
            ),
            models.CheckConstraint(
                condition=Q(taken_by=None) | Q(about=None) | ~Q(taken_by=F("about")),
                name="nobody_checks_on_themselves",
            ),
        ]

    def __str__(self) -> str:
        return f"check {self.pk}"


class CheckCall(models.Model):
    """One person was asked. In a later round come those who were not asked before."""

    check_on = models.ForeignKey(Check, models.CASCADE, related_name="calls")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    round = models.PositiveSmallIntegerField(default=1)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["check_on", "user"], name="asked_once")]

    def __str__(self) -> str:
        return f"call {self.pk}"


class CheckStep(models.Model):
    """What was done, by whom and when. `text` is the centre's own line, or a note."""

    class Kind(models.TextChoices):
        OPENED = "opened", _("Opened")
        ASKED = "asked", _("Asked")
        TAKEN = "taken", _("Taken")
        HANDED_ON = "handed_on", _("Handed on")
        STEP = "step", _("Step")
        NOTE = "note", _("Note")
        DONE = "done", _("Done")

    check_on = models.ForeignKey(Check, models.CASCADE, related_name="steps")
    kind = models.CharField(max_length=10, choices=Kind)
    text = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class Checklist(models.Model):
    """A centre's own steps, one a line."""

    centre = models.OneToOneField(Centre, models.CASCADE, related_name="+")
    steps = models.TextField()

    def __str__(self) -> str:
        return f"checklist {self.pk}"


class DutyShiftQuerySet(models.QuerySet["DutyShift"]):
    def visible_to(self, user: Any) -> "DutyShiftQuerySet":
        """The rota of the centres where one works."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        return self.filter(centre__in=user.staff_roles.live().values("centre"))

    def at(self, now: datetime) -> "DutyShiftQuerySet":
        return self.filter(starts_at__lte=now, ends_at__gt=now).order_by("place", "starts_at", "pk")


class DutyShift(models.Model):
    """Who answers when, at a centre. A smaller `place` is asked first."""

    code = models.CharField(max_length=22, unique=True, default=random_code, editable=False)
    centre = models.ForeignKey(Centre, models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    place = models.PositiveSmallIntegerField(default=1)

    objects = DutyShiftQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="shift_ends_after_start"),
            models.UniqueConstraint(fields=["centre", "user", "starts_at"], name="one_shift_at_a_time"),
        ]

    def __str__(self) -> str:
        return f"shift {self.pk}"
