"""What one of two people does between talks (step work, a practice), and what they write for it."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mentoring.models.pair import Pair
from recovery_network.common.codes import random_code


def walks_beside(user: Any, pair: str) -> Q:
    """One of the two of a pair that walks now: in a rest and after the end neither reads the other."""
    two = Q(**{f"{pair}__mentee": user}) | Q(**{f"{pair}__guide": user})
    return Q(**{f"{pair}__state": Pair.State.ACTIVE}) & two


class TaskQuerySet(models.QuerySet["Task"]):
    def visible_to(self, user: Any) -> "TaskQuerySet":
        """One's own for ever; the other's while they walk, and not what was taken away again."""
        if not getattr(user, "is_authenticated", False) or not user.is_active or user.is_guest:
            return self.none()
        return self.filter(Q(doer=user) | (walks_beside(user, "pair") & ~Q(state=Task.State.AWAY)))


class Task(models.Model):
    """It is the doer's: it stays theirs when the pair, or whoever gave it, is gone."""

    class State(models.TextChoices):
        TO_DO = "to_do", _("To do")
        SENT = "sent", _("Waits for a word back")
        TO_TALK = "to_talk", _("To talk about")
        DONE = "done", _("Done")
        AWAY = "away", _("Taken away again")

    OPEN = (State.TO_DO, State.TO_TALK)

    code = models.CharField(max_length=22, unique=True, default=random_code, editable=False)
    pair = models.ForeignKey(Pair, models.SET_NULL, null=True, related_name="tasks")
    doer = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    title = models.CharField(max_length=120, blank=True)
    words = models.TextField(blank=True)
    until_on = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=7, choices=State, default=State.TO_DO)
    in_person = models.BooleanField(default=False)
    made_at = models.DateTimeField(default=timezone.now)
    done_at = models.DateTimeField(null=True, blank=True)

    objects = TaskQuerySet.as_manager()

    class Meta:
        ordering = ["made_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="done", done_at__isnull=False) | Q(~Q(state="done"), done_at=None),
                name="task_is_done_at_a_moment",
            )
        ]

    def __str__(self) -> str:
        return f"task {self.pk}"

    @property
    def name(self) -> str:
        """Whoever gave it may be gone, and their words with them."""
        return self.title or str(_("What I did"))


class WritingQuerySet(models.QuerySet["Writing"]):
    def visible_to(self, user: Any) -> "WritingQuerySet":
        """The doer's, drafts too; to the other only what was sent, and only while they walk."""
        if not getattr(user, "is_authenticated", False) or not user.is_active or user.is_guest:
            return self.none()
        sent = Q(sent_at__isnull=False) & walks_beside(user, "task__pair") & ~Q(task__state=Task.State.AWAY)
        return self.filter(Q(task__doer=user) | sent)


class Writing(models.Model):
    """What the doer wrote, or that they did it on paper; a draft until it is sent. `reply` is the other's."""

    task = models.ForeignKey(Task, models.CASCADE, related_name="writings")
    words = models.TextField(blank=True)
    on_paper = models.BooleanField(default=False)
    saved_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)
    reply = models.TextField(blank=True)
    replied_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    replied_at = models.DateTimeField(null=True, blank=True)

    objects = WritingQuerySet.as_manager()

    class Meta:
        ordering = ["sent_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["task"], condition=Q(sent_at=None), name="one_draft_a_task"),
            models.CheckConstraint(
                condition=Q(replied_at=None, reply="") | Q(sent_at__isnull=False), name="no_word_on_a_draft"
            ),
        ]

    def __str__(self) -> str:
        return f"writing {self.pk}"
