"""When two people talk next: a time that one suggests and the other says yes to."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mentoring.customs import Way
from mentoring.models.pair import Pair
from recovery_network.common.codes import random_code


class TalkQuerySet(models.QuerySet["Talk"]):
    def visible_to(self, user: Any) -> "TalkQuerySet":
        """The two of them, as long as they walk."""
        if not getattr(user, "is_authenticated", False) or not user.is_active or user.is_guest:
            return self.none()
        walking = self.filter(pair__state=Pair.State.ACTIVE)
        return walking.filter(Q(pair__mentee=user) | Q(pair__guide=user))


class Talk(models.Model):
    """A moment and a way, and no place: a number or an address is kept nowhere.

    "Over" says nothing of what became of it: it was held, or another one stands in its place, or it was
    called off. Nobody counts who came.
    """

    class State(models.TextChoices):
        PROPOSED = "proposed", _("Suggested")
        AGREED = "agreed", _("Agreed")
        OVER = "over", _("Over")

    code = models.CharField(max_length=22, unique=True, default=random_code, editable=False)
    pair = models.ForeignKey(Pair, models.CASCADE, related_name="talks")
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    way = models.CharField(max_length=6, choices=Way, default=Way.HERE)
    starts_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=State, default=State.PROPOSED)
    made_at = models.DateTimeField(default=timezone.now)
    agreed_at = models.DateTimeField(null=True, blank=True)

    objects = TalkQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["pair"], condition=Q(state="proposed"), name="one_suggestion_at_a_time"
            ),
            models.UniqueConstraint(fields=["pair"], condition=Q(state="agreed"), name="one_next_talk"),
            models.CheckConstraint(
                condition=~Q(state="agreed") | Q(agreed_at__isnull=False), name="agreed_at_a_moment"
            ),
            models.CheckConstraint(condition=Q(starts_at__gt=F("made_at")), name="talk_lies_ahead"),
        ]

    def __str__(self) -> str:
        return f"talk {self.pk}"
