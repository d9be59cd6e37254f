"""Somebody asks for a mentor: what they hope for, whom they would meet, and their limits."""

from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Centre
from mentoring.customs import MOST_HOPES, Gender, Hope, Kind, Meets, Way
from mentoring.models.mentor import matched_by
from recovery_network.common.codes import random_code


class RequestQuerySet(models.QuerySet["Request"]):
    def visible_to(self, user: Any) -> "RequestQuerySet":
        """One's own, and coordinators of the centre. A mentor sees a suggestion, never the request."""
        if not getattr(user, "is_authenticated", False) or not user.is_active or user.is_guest:
            return self.none()
        return self.filter(Q(user=user) | Q(centre__in=matched_by(user)))

    def waiting(self) -> "RequestQuerySet":
        """Those who wait longest first. `queue_from` is earlier for who comes back after a pairing."""
        return self.filter(state=Request.State.WAITING).order_by("queue_from", "pk")


class Request(models.Model):
    """`avoid` is for staff alone: people to keep away from. No page of a mentor shows it."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        MATCHED = "matched", _("Found")
        WITHDRAWN = "withdrawn", _("Taken back")

    class Chooser(models.TextChoices):
        ME = "me", _("I choose among up to three")
        CENTRE = "centre", _("Please choose with me at the centre")

    code = models.CharField(max_length=22, unique=True, default=random_code, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="mentor_requests")
    centre = models.ForeignKey(Centre, models.CASCADE, related_name="mentor_requests")
    state = models.CharField(max_length=9, choices=State, default=State.WAITING)
    kinds = ArrayField(models.CharField(max_length=8, choices=Kind))
    # Codes in the order of wishing: the first is the language of the heart.
    languages = ArrayField(models.CharField(max_length=20))
    pathways = models.ManyToManyField("groups.Pathway", related_name="+", blank=True)
    hopes = ArrayField(models.CharField(max_length=8, choices=Hope), default=list, blank=True)
    ways = ArrayField(models.CharField(max_length=6, choices=Way), default=list, blank=True)
    gender = models.CharField(max_length=5, choices=Gender, default=Gender.UNSAID, blank=True)
    meets = models.CharField(max_length=6, choices=Meets, default=Meets.ANYONE)
    wants_medicine = models.BooleanField(default=False)
    least_years = models.PositiveSmallIntegerField(default=0)
    time_zone = models.CharField(max_length=64)
    limits = models.TextField(blank=True)
    avoid = models.TextField(blank=True)
    chooser = models.CharField(max_length=6, choices=Chooser, default=Chooser.ME)
    made_at = models.DateTimeField(default=timezone.now)
    queue_from = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = RequestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "centre"], condition=Q(state="waiting"), name="one_waiting_request"
            ),
            models.CheckConstraint(
                condition=~Q(kinds__contains=[Kind.FAMILY]) | Q(kinds__len=1), name="request_family_alone"
            ),
            models.CheckConstraint(condition=Q(kinds__len__gte=1), name="request_asks_for_something"),
            models.CheckConstraint(condition=Q(languages__len__gte=1), name="request_has_a_language"),
            models.CheckConstraint(condition=Q(hopes__len__lte=MOST_HOPES), name="request_up_to_three_hopes"),
            models.CheckConstraint(condition=Q(queue_from__lte=F("made_at")), name="queued_by_now"),
            models.CheckConstraint(
                condition=Q(state="waiting") | Q(ended_at__isnull=False), name="request_ends_on_a_day"
            ),
            models.CheckConstraint(condition=~Q(time_zone=""), name="request_has_a_zone"),
        ]

    def __str__(self) -> str:
        return f"request {self.pk}"
