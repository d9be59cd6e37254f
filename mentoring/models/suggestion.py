"""Two people who would fit: looked at by staff, shown to one, then put to the other."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mentoring.models.mentor import Mentor, matched_by
from mentoring.models.request import Request
from mentoring.models.rounds import Round
from recovery_network.common.codes import random_code


class SuggestionQuerySet(models.QuerySet["Suggestion"]):
    def visible_to(self, user: Any) -> "SuggestionQuerySet":
        """The mentee from when it is shown, the mentor from when they are asked; coordinators those of others
        always, and their own like everybody."""
        if not getattr(user, "is_authenticated", False) or not user.is_active or user.is_guest:
            return self.none()
        mine = Q(mentee=user, state__in=Suggestion.MENTEE_SEES)
        asked = Q(guide=user, state__in=Suggestion.MENTOR_SEES)
        others = Q(request__centre__in=matched_by(user)) & ~Q(mentee=user) & ~Q(guide=user)
        return self.filter(mine | asked | others)

    def open(self) -> "SuggestionQuerySet":
        return self.filter(state__in=Suggestion.OPEN)


class Suggestion(models.Model):
    """`reasons` are codes with values (fit.py), said in the reader's own language.

    The two people stand here too, so that the database itself refuses somebody who is put to themselves.
    """

    class State(models.TextChoices):
        PREPARED = "prepared", _("Not shown yet")
        SHOWN = "shown", _("Shown")
        ASKED = "asked", _("The mentor was asked")
        AGREED = "agreed", _("Both said yes")
        PASSED = "passed", _("The person chose otherwise")
        NOT_NOW = "not_now", _("The mentor has no time now")
        LAPSED = "lapsed", _("Over")

    OPEN = (State.PREPARED, State.SHOWN, State.ASKED)
    MENTEE_SEES = (State.SHOWN, State.ASKED, State.NOT_NOW)
    MENTOR_SEES = (State.ASKED,)
    NO = (State.PASSED, State.NOT_NOW)

    code = models.CharField(max_length=22, unique=True, default=random_code, editable=False)
    request = models.ForeignKey(Request, models.CASCADE, related_name="suggestions")
    mentor = models.ForeignKey(Mentor, models.CASCADE, related_name="suggestions")
    mentee = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    guide = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    round = models.ForeignKey(Round, models.SET_NULL, null=True, related_name="suggestions")
    state = models.CharField(max_length=8, choices=State, default=State.PREPARED)
    kind = models.CharField(max_length=8)
    position = models.PositiveSmallIntegerField()
    score = models.PositiveSmallIntegerField()
    reasons = models.JSONField(default=list)
    hello = models.TextField(blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    asked_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = SuggestionQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["request", "mentor"],
                condition=Q(state__in=["shown", "asked"]),
                name="one_shown_suggestion",
            ),
            models.UniqueConstraint(
                fields=["request", "mentor"], condition=Q(state="prepared"), name="one_prepared_suggestion"
            ),
            models.UniqueConstraint(
                fields=["request"], condition=Q(state="asked"), name="one_mentor_asked_at_once"
            ),
            models.CheckConstraint(condition=~Q(mentee=F("guide")), name="nobody_is_put_to_themselves"),
            models.CheckConstraint(
                condition=Q(position__gte=1, position__lte=3), name="up_to_three_suggestions"
            ),
            models.CheckConstraint(
                condition=~Q(state="asked") | Q(asked_at__isnull=False), name="asked_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"suggestion {self.pk}"
