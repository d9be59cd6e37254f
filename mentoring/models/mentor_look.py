"""Staff are asked to talk with a mentor about being one: it is too much, or their approval has run out."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mentoring.models.mentor import Mentor, matched_by


class MentorLookQuerySet(models.QuerySet["MentorLook"]):
    def visible_to(self, user: Any) -> "MentorLookQuerySet":
        """Coordinators of the centre; never about themselves."""
        if not getattr(user, "is_authenticated", False) or not user.is_active or user.is_guest:
            return self.none()
        return self.filter(mentor__centre__in=matched_by(user)).exclude(mentor__user=user)

    def open(self) -> "MentorLookQuerySet":
        return self.filter(settled_at=None).order_by("due_at", "pk")


class MentorLook(models.Model):
    """A sentence for staff, and the mentor's own words. No number is kept, and nobody is compared."""

    class Reason(models.TextChoices):
        PAUSE = "pause", _("It is too much. They take nobody new for a while")
        FEWER = "fewer", _("It is too much. They would like fewer people")
        HELP = "help", _("It is too much. They would like to talk with you")
        RAN_OUT = "ran_out", _("Their approval has run out, and somebody walks with them")

    mentor = models.ForeignKey(Mentor, models.CASCADE, related_name="looks")
    reason = models.CharField(max_length=7, choices=Reason)
    words = models.TextField(blank=True)
    opened_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    objects = MentorLookQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["mentor", "reason"], condition=Q(settled_at=None), name="one_open_mentor_look_each"
            ),
            models.CheckConstraint(
                condition=Q(settled_at=None) | Q(words=""), name="words_of_a_mentor_go_when_settled"
            ),
        ]

    def __str__(self) -> str:
        return f"mentor look {self.pk}"

    @property
    def user(self) -> Any:
        """As every row on a list of staff says whom it is about."""
        return self.mentor.user
