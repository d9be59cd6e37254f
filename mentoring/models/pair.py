"""Two people who both said yes, and where their walk stands."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mentoring.models.mentor import Mentor, matched_by
from mentoring.models.request import Request
from recovery_network.common.codes import random_code


class PairQuerySet(models.QuerySet["Pair"]):
    def visible_to(self, user: Any) -> "PairQuerySet":
        """The two of them. Coordinators see that it is there, on the board; they read nothing in it."""
        if not getattr(user, "is_authenticated", False) or not user.is_active or user.is_guest:
            return self.none()
        return self.filter(Q(mentee=user) | Q(guide=user) | Q(mentor__centre__in=matched_by(user)))

    def live(self) -> "PairQuerySet":
        """These take a place at the mentor."""
        return self.exclude(state=Pair.State.ENDED)


class Pair(models.Model):
    """A pair begins when both said yes, and is active when both agreed to one agreement (services.walks).

    `again_ok` is False once one of them does not wish it again. `paused_by` alone says when it goes on;
    it is nobody when staff asked for the pause.
    """

    class State(models.TextChoices):
        AGREEMENT = "agreement", _("Reading the agreement")
        ACTIVE = "active", _("Walking together")
        PAUSED = "paused", _("On a pause")
        ENDED = "ended", _("Ended")

    class Why(models.TextChoices):
        """For staff alone: the two read that they rest."""

        STAFF = "staff", _("You asked both to rest")
        LIMIT = "limit", _("A limit stands on one of them")

    code = models.CharField(max_length=22, unique=True, default=random_code, editable=False)
    mentor = models.ForeignKey(Mentor, models.CASCADE, related_name="pairs")
    request = models.OneToOneField(Request, models.SET_NULL, null=True, related_name="pair")
    mentee = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    guide = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=8)
    state = models.CharField(max_length=9, choices=State, default=State.AGREEMENT)
    made_at = models.DateTimeField(default=timezone.now)
    begun_at = models.DateTimeField(null=True, blank=True)
    until_on = models.DateField(null=True, blank=True)
    review_on = models.DateField(null=True, blank=True)
    paused_at = models.DateTimeField(null=True, blank=True)
    paused_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    paused_why = models.CharField(max_length=5, choices=Why, default="", blank=True)
    room = models.OneToOneField("chat.Room", models.SET_NULL, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    again_asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    again_ok = models.BooleanField(default=True)

    objects = PairQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["mentee", "guide"], condition=~Q(state="ended"), name="one_live_pair_of_two"
            ),
            models.CheckConstraint(condition=~Q(mentee=F("guide")), name="nobody_pairs_with_themselves"),
            models.CheckConstraint(
                condition=~Q(state="ended") | Q(ended_at__isnull=False), name="pair_ends_on_a_day"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("made_at")), name="pair_ends_after_start"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["active", "paused"])
                | Q(begun_at__isnull=False, until_on__isnull=False, review_on__isnull=False),
                name="walking_has_begun_and_ends",
            ),
            models.CheckConstraint(
                condition=Q(state="paused", paused_at__isnull=False)
                | Q(~Q(state="paused"), paused_at=None, paused_by=None),
                name="pause_has_a_beginning",
            ),
            models.CheckConstraint(
                condition=Q(paused_why="") | Q(state="paused", paused_by=None), name="a_why_is_of_staff"
            ),
        ]

    def __str__(self) -> str:
        return f"pair {self.pk}"

    @property
    def is_live(self) -> bool:
        return self.state != self.State.ENDED

    def two(self) -> list[Any]:
        return [self.mentee, self.guide]

    def other(self, user: Any) -> Any:
        """The one at this person's side."""
        return self.guide if user.pk == self.mentee_id else self.mentee
