"""A mentor: what they offer and their limits, who spoke for them, what they are trained in."""

from datetime import date
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Centre, StaffRole
from mentoring.customs import MOST_PLACES, USUAL_PLACES, AskEvery, Gender, Hope, Kind, Meets, Topic, Way
from recovery_network.common.codes import random_code

# Who brings people together at a centre.
MATCHERS = (StaffRole.Role.COORDINATOR, StaffRole.Role.MANAGER)


def matched_by(user: Any) -> Any:
    """The centres where the person brings people together."""
    return user.staff_roles.live().filter(role__in=MATCHERS).values("centre")


class MentorQuerySet(models.QuerySet["Mentor"]):
    def visible_to(self, user: Any) -> "MentorQuerySet":
        """Oneself, and coordinators of the centre. Members see a mentor only in a suggestion or a pair."""
        if not getattr(user, "is_authenticated", False) or not user.is_active or user.is_guest:
            return self.none()
        return self.filter(Q(user=user) | Q(centre__in=matched_by(user)))

    def serving(self, today: date) -> "MentorQuerySet":
        """Approved, and not yet to be renewed; those who take a pause are among them."""
        return self.filter(state=Mentor.State.APPROVED, expires_on__gte=today, user__is_active=True)


class Mentor(models.Model):
    """One person's offer at one centre. Whether it shows as a mentor's is for the server alone to say.

    `since_on` is the mentor's own statement, for the rule on time; others only ever read whole years.
    """

    class State(models.TextChoices):
        APPLIED = "applied", _("Waiting for the centre")
        APPROVED = "approved", _("Mentor")
        NOT_NOW = "not_now", _("Not now")
        ENDED = "ended", _("Ended")

    class Welcome(models.TextChoices):
        YES = "yes", _("Yes, I welcome medicine as part of a path")
        NO = "no", _("I do not know enough about it")

    code = models.CharField(max_length=22, unique=True, default=random_code, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="mentoring")
    centre = models.ForeignKey(Centre, models.CASCADE, related_name="mentors")
    state = models.CharField(max_length=8, choices=State, default=State.APPLIED)
    kinds = ArrayField(models.CharField(max_length=8, choices=Kind))
    languages = models.ManyToManyField("groups.Language", related_name="+")
    pathways = models.ManyToManyField("groups.Pathway", related_name="+", blank=True)
    hopes = ArrayField(models.CharField(max_length=8, choices=Hope), default=list, blank=True)
    ways = ArrayField(models.CharField(max_length=6, choices=Way), default=list, blank=True)
    gender = models.CharField(max_length=5, choices=Gender, default=Gender.UNSAID, blank=True)
    meets = models.CharField(max_length=6, choices=Meets, default=Meets.ANYONE)
    medicine = models.CharField(max_length=3, choices=Welcome, default=Welcome.NO)
    since_on = models.DateField(null=True, blank=True)
    time_zone = models.CharField(max_length=64)
    places = models.PositiveSmallIntegerField(default=USUAL_PLACES)
    limits = models.TextField(blank=True)
    about = models.TextField(blank=True)
    stated_on = models.DateField()
    applied_at = models.DateTimeField(default=timezone.now)
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    expires_on = models.DateField(null=True, blank=True)
    paused_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    # How much it is for them is asked at their own rhythm. That they said it stands here, and not what.
    ask_every = models.PositiveSmallIntegerField(choices=AskEvery, default=AskEvery.MONTH)
    load_said_on = models.DateField(null=True, blank=True)

    objects = MentorQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "centre"], condition=~Q(state="ended"), name="one_mentor_each"
            ),
            models.CheckConstraint(
                condition=Q(places__gte=1, places__lte=MOST_PLACES), name="mentor_has_places"
            ),
            models.CheckConstraint(
                condition=Q(since_on=None) | Q(since_on__lte=F("stated_on")), name="own_path_has_begun"
            ),
            models.CheckConstraint(
                condition=~Q(state="approved") | Q(approved_at__isnull=False, expires_on__isnull=False),
                name="approval_has_an_end",
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("user")), name="nobody_approves_themselves"
            ),
            models.CheckConstraint(condition=Q(kinds__len__gte=1), name="mentor_offers_something"),
            models.CheckConstraint(condition=~Q(time_zone=""), name="mentor_has_a_zone"),
        ]

    def __str__(self) -> str:
        return f"mentor {self.pk}"

    def serves(self, today: date) -> bool:
        """The badge: approved and not expired. Nothing a person writes can make it show."""
        return self.state == self.State.APPROVED and self.expires_on is not None and today <= self.expires_on


class Reference(models.Model):
    """Somebody who can speak for a mentor. How to reach them is sealed, and goes once staff have spoken."""

    mentor = models.ForeignKey(Mentor, models.CASCADE, related_name="references")
    name = models.CharField(max_length=80)
    knows_from = models.CharField(max_length=200)
    reach = models.TextField(blank=True, editable=False)
    speaks_for = models.BooleanField(null=True)
    taken_at = models.DateTimeField(null=True, blank=True)
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(speaks_for=None) | Q(taken_at__isnull=False), name="reference_was_taken"
            ),
        ]

    def __str__(self) -> str:
        return f"reference {self.pk}"


class TrainingMark(models.Model):
    """One topic, learned on a day, good until a day. Given by staff, never by oneself."""

    mentor = models.ForeignKey(Mentor, models.CASCADE, related_name="training")
    topic = models.CharField(max_length=12, choices=Topic)
    given_on = models.DateField()
    expires_on = models.DateField()
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["mentor", "topic"], name="one_mark_a_topic"),
            models.CheckConstraint(condition=Q(expires_on__gt=F("given_on")), name="mark_ends_after_start"),
        ]

    def __str__(self) -> str:
        return f"training mark {self.pk}"
