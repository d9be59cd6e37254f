"""A limit set on a person for a time, and asking somebody else to look at it again."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Centre
from recovery_network.common.codes import random_code
from safeguarding.models.report import Case


class SanctionQuerySet(models.QuerySet["Sanction"]):
    def visible_to(self, user: Any) -> "SanctionQuerySet":
        """One's own once it stands, and those of the centres where one works, about others."""
        if not user.is_authenticated or not user.is_active or user.is_guest:
            return self.none()
        own = Q(user=user, confirmed_at__isnull=False)
        return self.filter(own | (Q(centre__in=user.staff_roles.live().values("centre")) & ~Q(user=user)))

    def standing(self, now: datetime) -> "SanctionQuerySet":
        begun = self.filter(confirmed_at__lte=now, lifted_at=None)
        return begun.filter(Q(ends_at=None) | Q(ends_at__gt=now))


class Sanction(models.Model):
    """One step of the ladder. Each step but the last ends by itself; the last needs two people."""

    class Step(models.TextChoices):
        WORD = "word", _("A talk, and nothing else")
        REST = "rest", _("Rest from writing")
        AWAY = "away", _("No meetings for a time")
        FOR_GOOD = "for_good", _("No meetings of this centre any more")

    # The longest each step may last, and how long when nothing is said.
    LONGEST = {Step.WORD: timedelta(0), Step.REST: timedelta(days=7), Step.AWAY: timedelta(days=90)}

    code = models.CharField(max_length=22, unique=True, default=random_code, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    centre = models.ForeignKey(Centre, models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, models.SET_NULL, null=True, related_name="sanctions")
    step = models.CharField(max_length=8, choices=Step)
    words = models.TextField(help_text=_("Exactly what the person reads."))
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    ends_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    lifted_at = models.DateTimeField(null=True)

    objects = SanctionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(step="for_good") | Q(ends_at__isnull=False), name="only_the_last_step_has_no_end"
            ),
            models.CheckConstraint(
                condition=~Q(step="for_good") | Q(confirmed_by=None) | ~Q(confirmed_by=F("made_by")),
                name="for_good_needs_two_people",
            ),
            models.CheckConstraint(
                condition=Q(made_by=None) | ~Q(made_by=F("user")), name="no_limit_on_oneself"
            ),
        ]

    def __str__(self) -> str:
        return f"sanction {self.pk}"

    def stands(self, now: datetime) -> bool:
        begun = self.confirmed_at is not None and self.confirmed_at <= now
        return begun and self.lifted_at is None and (self.ends_at is None or now < self.ends_at)


class AppealQuerySet(models.QuerySet["Appeal"]):
    def visible_to(self, user: Any) -> "AppealQuerySet":
        """One's own; and staff of the centre who had no part in the limit."""
        if not user.is_authenticated or not user.is_active or user.is_guest:
            return self.none()
        works = user.staff_roles.live().values("centre")
        apart = Q(sanction__made_by=None) | ~Q(sanction__made_by=user)
        apart &= Q(sanction__confirmed_by=None) | ~Q(sanction__confirmed_by=user)
        others = Q(sanction__centre__in=works) & apart & ~Q(sanction__user=user)
        return self.filter(Q(sanction__user=user) | others)

    def waiting(self) -> "AppealQuerySet":
        return self.filter(decided_at=None)


class Appeal(models.Model):
    """One other look at one limit, by somebody who neither made nor confirmed it."""

    class Answer(models.TextChoices):
        KEPT = "kept", _("It stays as it is")
        LIFTED = "lifted", _("It ends now")

    sanction = models.OneToOneField(Sanction, models.CASCADE, related_name="appeal")
    words = models.TextField(blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    answer = models.CharField(max_length=6, choices=Answer, blank=True)
    answer_words = models.TextField(blank=True)

    objects = AppealQuerySet.as_manager()

    def __str__(self) -> str:
        return f"appeal {self.pk}"
