"""Two people whom somebody at the centre would introduce. Neither sees the other before both said yes."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Greatest, Least
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Centre
from mentoring.models.mentor import Mentor
from recovery_network.common.codes import random_code


class IntroductionQuerySet(models.QuerySet["Introduction"]):
    def visible_to(self, user: Any) -> "IntroductionQuerySet":
        """Each of the two while it is open; those who work at the centre, but never their own."""
        if not getattr(user, "is_authenticated", False) or not user.is_active or user.is_guest:
            return self.none()
        mine = Q(one=user) | Q(other=user)
        works = user.staff_roles.live().values("centre")
        return self.filter((mine & Q(state=Introduction.State.OPEN)) | (Q(centre__in=works) & ~mine))


class Introduction(models.Model):
    """`words_one` are what `one` reads about `other`, and the other way round: general words, no names.

    With `mentor` the second of the two becomes the mentor of the first; without, they are equals.
    """

    class State(models.TextChoices):
        OPEN = "open", _("Both are asked")
        MET = "met", _("Both said yes")
        NOT_NOW = "not_now", _("Not now")
        OVER = "over", _("Over")

    class Answer(models.TextChoices):
        YES = "yes", _("Yes")
        NOT_NOW = "not_now", _("Not now")

    code = models.CharField(max_length=22, unique=True, default=random_code, editable=False)
    centre = models.ForeignKey(Centre, models.CASCADE, related_name="+")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    one = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    other = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    mentor = models.ForeignKey(Mentor, models.CASCADE, null=True, blank=True, related_name="+")
    words_one = models.TextField(blank=True)
    words_other = models.TextField(blank=True)
    answer_one = models.CharField(max_length=7, choices=Answer, blank=True)
    answer_other = models.CharField(max_length=7, choices=Answer, blank=True)
    state = models.CharField(max_length=7, choices=State, default=State.OPEN)
    made_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = IntroductionQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                Least("one", "other"),
                Greatest("one", "other"),
                condition=Q(state="open"),
                name="one_open_introduction_of_two",
            ),
            models.CheckConstraint(condition=~Q(one=F("other")), name="nobody_meets_themselves"),
            models.CheckConstraint(
                condition=Q(state="open", ended_at=None)
                | Q(~Q(state="open"), ended_at__isnull=False, words_one="", words_other=""),
                name="words_go_with_the_end",
            ),
            # Who said "not now" stands nowhere.
            models.CheckConstraint(
                condition=~Q(answer_one="not_now") & ~Q(answer_other="not_now"), name="a_no_has_no_name"
            ),
        ]

    def __str__(self) -> str:
        return f"introduction {self.pk}"

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    def two(self) -> list[Any]:
        return [self.one, self.other]

    def words_for(self, user: Any) -> str:
        return self.words_one if user.pk == self.one_id else self.words_other

    def answer_of(self, user: Any) -> str:
        return self.answer_one if user.pk == self.one_id else self.answer_other
