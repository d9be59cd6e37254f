"""Somebody needs to talk now: who said that they can be asked, who was asked, and when each step was."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Centre
from mentoring.customs import Gender, Meets
from mentoring.models.mentor import matched_by
from recovery_network.common.codes import random_code

MOST_A_DAY, USUAL_A_DAY = 5, 1


class ReadyQuerySet(models.QuerySet["Ready"]):
    def visible_to(self, user: Any) -> "ReadyQuerySet":
        """One's own. That somebody can be asked is told to nobody."""
        if not getattr(user, "is_authenticated", False) or not user.is_active or user.is_guest:
            return self.none()
        return self.filter(user=user)


class Ready(models.Model):
    """ "I can be asked": one's own choice, in hours of one's own clock, with an end and a limit for each day.

    Hours that end before they begin go on after midnight; equal ones are the whole day.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    centre = models.ForeignKey(Centre, models.CASCADE, related_name="+")
    languages = ArrayField(models.CharField(max_length=20))
    gender = models.CharField(max_length=5, choices=Gender, default=Gender.UNSAID, blank=True)
    meets = models.CharField(max_length=6, choices=Meets, default=Meets.ANYONE)
    starts = models.TimeField()
    ends = models.TimeField()
    time_zone = models.CharField(max_length=64)
    until_on = models.DateField()
    most_a_day = models.PositiveSmallIntegerField(default=USUAL_A_DAY)
    said_at = models.DateTimeField(default=timezone.now)
    paused_at = models.DateTimeField(null=True, blank=True)

    objects = ReadyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "centre"], name="one_ready_each"),
            models.CheckConstraint(condition=Q(languages__len__gte=1), name="ready_in_a_language"),
            models.CheckConstraint(
                condition=Q(most_a_day__gte=1, most_a_day__lte=MOST_A_DAY), name="ready_for_so_many"
            ),
            models.CheckConstraint(condition=~Q(time_zone=""), name="ready_in_a_zone"),
        ]

    def __str__(self) -> str:
        return f"ready {self.pk}"


class CallQuerySet(models.QuerySet["Call"]):
    def visible_to(self, user: Any) -> "CallQuerySet":
        """Whoever asked, and whoever is with them. Those who were asked see their own question only."""
        if not getattr(user, "is_authenticated", False) or not user.is_active or user.is_guest:
            return self.none()
        return self.filter(Q(user=user) | Q(taken_by=user))

    def open(self) -> "CallQuerySet":
        return self.filter(state__in=Call.OPEN)


class Call(models.Model):
    """One "I need to talk now". `next_at` is when the next step is due, whoever comes first to do it.

    `user` goes after a time and with the account; the times stay and are counted.
    """

    class State(models.TextChoices):
        PEERS = "peers", _("People are asked")
        DUTY = "duty", _("The person on duty is asked")
        NOBODY = "nobody", _("Nobody has answered yet")
        FOUND = "found", _("Somebody is there")
        STOPPED = "stopped", _("Taken back")
        OVER = "over", _("Over")

    class Answer(models.TextChoices):
        """What came of it, for counting."""

        NONE = "", _("Still open")
        PEER = "peer", _("A member said yes")
        DUTY = "duty", _("The person on duty said yes")
        LINES = "lines", _("Nobody could: we said whom to call")
        STOPPED = "stopped", _("Taken back")

    OPEN = (State.PEERS, State.DUTY, State.NOBODY)
    LIVE = (*OPEN, State.FOUND)

    code = models.CharField(max_length=22, unique=True, default=random_code, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    centre = models.ForeignKey(Centre, models.CASCADE, related_name="+")
    language = models.CharField(max_length=20)
    gender = models.CharField(max_length=5, choices=Gender, default=Gender.UNSAID, blank=True)
    meets = models.CharField(max_length=6, choices=Meets, default=Meets.ANYONE)
    state = models.CharField(max_length=7, choices=State, default=State.PEERS)
    answer = models.CharField(max_length=7, choices=Answer, default=Answer.NONE, blank=True)
    asked_at = models.DateTimeField(default=timezone.now)
    next_at = models.DateTimeField()
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    found_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    room = models.OneToOneField("chat.Room", models.SET_NULL, null=True, related_name="+")

    objects = CallQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["next_at"],
                condition=Q(state__in=["peers", "duty", "nobody", "found"]),
                name="calls_to_move_on",
            ),
            models.Index(fields=["centre", "asked_at"], name="calls_of_a_centre"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(state__in=["peers", "duty", "nobody", "found"]),
                name="one_call_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(taken_by=None) | Q(user=None) | ~Q(taken_by=F("user")),
                name="nobody_answers_themselves",
            ),
            models.CheckConstraint(
                condition=~Q(state="found") | Q(found_at__isnull=False), name="found_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["peers", "duty", "nobody", "found"]) | Q(ended_at__isnull=False),
                name="call_ends_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"call {self.pk}"

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN

    @property
    def is_live(self) -> bool:
        return self.state in self.LIVE


class CallAskQuerySet(models.QuerySet["CallAsk"]):
    def visible_to(self, user: Any) -> "CallAskQuerySet":
        """The person who was asked. Who asks stands nowhere in it."""
        if not getattr(user, "is_authenticated", False) or not user.is_active or user.is_guest:
            return self.none()
        return self.filter(person=user)


class CallAsk(models.Model):
    """One person was asked about one call."""

    class Reply(models.TextChoices):
        YES = "yes", _("I have time")
        NOT_NOW = "not_now", _("Not now")

    code = models.CharField(max_length=22, unique=True, default=random_code, editable=False)
    call = models.ForeignKey(Call, models.CASCADE, related_name="asks")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    on_duty = models.BooleanField(default=False)
    asked_at = models.DateTimeField(default=timezone.now)
    reply = models.CharField(max_length=7, choices=Reply, blank=True)
    replied_at = models.DateTimeField(null=True, blank=True)

    objects = CallAskQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["person", "asked_at"], name="asked_on_a_day")]
        constraints = [
            models.UniqueConstraint(fields=["call", "person"], name="asked_once_a_call"),
            models.UniqueConstraint(fields=["call"], condition=Q(reply="yes"), name="first_yes_wins"),
        ]

    def __str__(self) -> str:
        return f"call ask {self.pk}"


class CallStepQuerySet(models.QuerySet["CallStep"]):
    def visible_to(self, user: Any) -> "CallStepQuerySet":
        """Those who bring people together at the centre count them."""
        if not getattr(user, "is_authenticated", False) or not user.is_active or user.is_guest:
            return self.none()
        return self.filter(call__centre__in=matched_by(user))


class CallStep(models.Model):
    """When something happened to a call, and to how many people. No words, and nobody's name."""

    class Kind(models.TextChoices):
        BEGUN = "begun", _("Asked for")
        PEERS = "peers", _("Members were asked")
        DUTY = "duty", _("The person on duty was asked")
        LINES = "lines", _("We said whom to call")
        FOUND = "found", _("Somebody said yes")
        STOPPED = "stopped", _("Taken back")
        OVER = "over", _("Over")

    call = models.ForeignKey(Call, models.CASCADE, related_name="steps")
    kind = models.CharField(max_length=7, choices=Kind)
    at = models.DateTimeField(default=timezone.now)
    count = models.PositiveSmallIntegerField(default=0)

    objects = CallStepQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"call step {self.pk}"


# How long each step lasts.
PEERS_FOR = timedelta(minutes=3)
DUTY_FOR = timedelta(minutes=3)
OPEN_FOR = timedelta(hours=1)
ROOM_FOR = timedelta(hours=1)
