"""Staff are asked to look with one of two people: by themselves, or because something ended."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mentoring.models.mentor import matched_by
from mentoring.models.pair import Pair


class LookQuerySet(models.QuerySet["Look"]):
    def visible_to(self, user: Any) -> "LookQuerySet":
        """Coordinators of the centre; never about a pair of their own."""
        if not getattr(user, "is_authenticated", False) or not user.is_active or user.is_guest:
            return self.none()
        here = self.filter(pair__mentor__centre__in=matched_by(user))
        return here.exclude(Q(pair__mentee=user) | Q(pair__guide=user))

    def open(self) -> "LookQuerySet":
        return self.filter(settled_at=None).order_by("due_at", "pk")


class Look(models.Model):
    """`person` is whom staff talk with. `words` are theirs, for staff alone; the other never reads them."""

    class Reason(models.TextChoices):
        ASKED = "asked", _("Asked you to look with them")
        NOT_SURE = "not_sure", _("Is not sure that this works")
        CHANGE = "change", _("Wants to change something")
        STEPPED_BACK = "stepped_back", _("Stepped back")
        WAS_LEFT = "was_left", _("Their pairing has ended")

    pair = models.ForeignKey(Pair, models.CASCADE, related_name="looks")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    reason = models.CharField(max_length=12, choices=Reason)
    words = models.TextField(blank=True)
    opened_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    objects = LookQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["pair", "person", "reason"], condition=Q(settled_at=None), name="one_open_look_each"
            ),
            models.CheckConstraint(
                condition=Q(settled_at=None) | Q(words=""), name="words_go_when_it_is_settled"
            ),
        ]

    def __str__(self) -> str:
        return f"look {self.pk}"

    @property
    def user(self) -> Any:
        """As every row on a list of staff says whom it is about."""
        return self.person
