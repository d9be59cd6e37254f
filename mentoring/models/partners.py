"""Two equals who look in on one another: their rhythm, each one's side of it, and small marks."""

from datetime import datetime, time
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Greatest, Least
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Centre
from mentoring.rhythm import Often
from recovery_network.common.codes import random_code


class PartnersQuerySet(models.QuerySet["Partners"]):
    def visible_to(self, user: Any) -> "PartnersQuerySet":
        """The two of them, and nobody else: staff do not see that it is there."""
        if not getattr(user, "is_authenticated", False) or not user.is_active or user.is_guest:
            return self.none()
        return self.filter(Q(one=user) | Q(other=user))

    def live(self) -> "PartnersQuerySet":
        return self.exclude(state=Partners.State.ENDED)


class Partners(models.Model):
    """`one` asked first. `number` is the version of the rhythm: it runs when both agreed to the same one.

    `paused_by` alone says when it goes on.
    """

    class State(models.TextChoices):
        AGREEMENT = "agreement", _("Not agreed yet")
        ACTIVE = "active", _("You look in on one another")
        PAUSED = "paused", _("On a pause")
        ENDED = "ended", _("Ended")

    code = models.CharField(max_length=22, unique=True, default=random_code, editable=False)
    one = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    other = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    centre = models.ForeignKey(Centre, models.SET_NULL, null=True, related_name="+")
    state = models.CharField(max_length=9, choices=State, default=State.AGREEMENT)
    number = models.PositiveSmallIntegerField(default=1)
    often = models.CharField(max_length=6, choices=Often, default=Often.DAILY)
    weekday = models.PositiveSmallIntegerField(default=0)
    hour = models.TimeField(default=time(20))
    made_at = models.DateTimeField(default=timezone.now)
    begun_at = models.DateTimeField(null=True, blank=True)
    paused_at = models.DateTimeField(null=True, blank=True)
    paused_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = PartnersQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "partners"
        constraints = [
            models.UniqueConstraint(
                Least("one", "other"),
                Greatest("one", "other"),
                condition=~Q(state="ended"),
                name="one_live_partnership_of_two",
            ),
            models.CheckConstraint(condition=~Q(one=F("other")), name="nobody_beside_themselves"),
            models.CheckConstraint(condition=Q(weekday__lte=6), name="partners_on_a_weekday"),
            models.CheckConstraint(
                condition=~Q(state="ended") | Q(ended_at__isnull=False), name="partners_end_at_a_time"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["active", "paused"]) | Q(begun_at__isnull=False),
                name="partners_have_begun",
            ),
        ]

    def __str__(self) -> str:
        return f"partners {self.pk}"

    @property
    def is_live(self) -> bool:
        return self.state != self.State.ENDED

    def two(self) -> list[Any]:
        return [self.one, self.other]

    def beside(self, user: Any) -> Any:
        return self.other if user.pk == self.one_id else self.one


class PartnerSideQuerySet(models.QuerySet["PartnerSide"]):
    def visible_to(self, user: Any) -> "PartnerSideQuerySet":
        """One's own."""
        if not getattr(user, "is_authenticated", False) or not user.is_active or user.is_guest:
            return self.none()
        return self.filter(person=user)


class PartnerSide(models.Model):
    """What one of the two said: the version of the rhythm they agreed to, and whether marks are for both."""

    partners = models.ForeignKey(Partners, models.CASCADE, related_name="sides")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    agreed = models.PositiveSmallIntegerField(default=0)
    shows = models.BooleanField(default=False)

    objects = PartnerSideQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["partners", "person"], name="one_side_each")]

    def __str__(self) -> str:
        return f"partner side {self.pk}"


class PartnerMarkQuerySet(models.QuerySet["PartnerMark"]):
    def visible_to(self, user: Any) -> "PartnerMarkQuerySet":
        """One's own always; the other's while both chose so, and only until the end."""
        if not getattr(user, "is_authenticated", False) or not user.is_active or user.is_guest:
            return self.none()
        sides = PartnerSide.objects.filter(partners=models.OuterRef("side__partners"))
        mine = sides.filter(person=user)
        live = Q(side__partners__state__in=["active", "paused"])
        both = models.Exists(mine) & ~models.Exists(sides.filter(shows=False))
        return self.filter(Q(side__person=user) | (live & both))


class PartnerMark(models.Model):
    """One small mark for one day on one's own calendar."""

    class Mark(models.TextChoices):
        DONE = "done", _("Done")
        NOT_TODAY = "not_today", _("Not today")
        SKIP = "skip", _("I leave it out")

    side = models.ForeignKey(PartnerSide, models.CASCADE, related_name="marks")
    on = models.DateField()
    mark = models.CharField(max_length=9, choices=Mark)
    at = models.DateTimeField(default=timezone.now)

    objects = PartnerMarkQuerySet.as_manager()

    class Meta:
        ordering = ["-on"]
        constraints = [models.UniqueConstraint(fields=["side", "on"], name="one_mark_a_day")]

    def __str__(self) -> str:
        return f"partner mark {self.pk}"


class PartnerCodeQuerySet(models.QuerySet["PartnerCode"]):
    def visible_to(self, user: Any) -> "PartnerCodeQuerySet":
        """Those one made oneself. Whoever types one needs no list."""
        if not getattr(user, "is_authenticated", False) or not user.is_active or user.is_guest:
            return self.none()
        return self.filter(maker=user)

    def open_at(self, now: datetime) -> "PartnerCodeQuerySet":
        return self.filter(used_at=None, expires_at__gt=now)


class PartnerCode(models.Model):
    """Said aloud or sent, typed once. Only its digest is kept."""

    digest = models.CharField(max_length=64, unique=True, editable=False)
    maker = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    objects = PartnerCodeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(expires_at__gt=F("made_at")), name="partner_code_lasts")
        ]

    def __str__(self) -> str:
        return f"partner code {self.pk}"
