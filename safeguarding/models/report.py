"""What people reported, and the case that staff handle. A report hides nothing by itself."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.postgres.aggregates import ArrayAgg
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Centre
from recovery_network.common.codes import random_code

# Words and excerpts are evidence: kept so long after the decision, then erased.
KEPT = timedelta(days=180)
# The desk lists what was decided so long.
SHOWN_AFTER = timedelta(days=90)


class Reason(models.TextChoices):
    """Why; what may hurt somebody soon comes first in the queue."""

    DANGER = "danger", _("Somebody may be in danger")
    CONTACT = "contact", _("Unwanted contact, or writing to me in private")
    SELLING = "selling", _("Selling something, or looking for buyers")
    MEDICATION = "medication", _("Shaming somebody for taking medicine")
    HURTFUL = "hurtful", _("Hurtful words, threats or mocking")
    PRIVATE = "private", _("Telling others something private")
    NOT_TRUE = "not_true", _("The page says something that is not true")
    OTHER = "other", _("Something else")


class CaseQuerySet(models.QuerySet["Case"]):
    def visible_to(self, user: Any) -> "CaseQuerySet":
        """Staff of the case's centre; never the person it is about, never one who reported it.

        A report that asks for a woman is seen by women who said that they take such reports.
        Operators see cases without a centre, to give them to one; they read no words.
        """
        if not user.is_authenticated or not user.is_active or user.is_guest:
            return self.none()
        works = user.staff_roles.live().values("centre")
        mine = Q(centre__in=works)
        if user.is_superuser:
            mine |= Q(centre=None)
        theirs = Report.objects.filter(case=models.OuterRef("pk"), reporter=user)
        found = self.filter(mine).exclude(about=user).filter(~models.Exists(theirs))
        woman = StaffChoice.objects.filter(user=user, takes_for_women=True).exists()
        return found if woman else found.filter(for_women=False)

    def waiting(self) -> "CaseQuerySet":
        return self.filter(decided_at=None)

    def settled(self, now: datetime) -> "CaseQuerySet":
        """What was decided lately, the newest first."""
        return self.filter(decided_at__gt=now - SHOWN_AFTER).order_by("-decided_at", "-pk")

    def with_reasons(self) -> "CaseQuerySet":
        """For `Case.reason_words`, whatever number of reports there are."""
        told = Q(reports__isnull=False)
        return self.annotate(reasons=ArrayAgg("reports__reason", filter=told, distinct=True, default=[]))

    def in_order(self) -> "CaseQuerySet":
        """Danger first, then an account that several newcomers speak of, then the oldest."""
        return self.order_by("-is_urgent", "-raised", "due_at", "pk")


class Case(models.Model):
    """All reports about one person, or one thing without a person, at one centre, until it is decided.

    `about_subject` is the person as the ledger knows them, so that the case outlives the account.
    """

    class Decision(models.TextChoices):
        NOTHING = "nothing", _("Nothing to do")
        TALKED = "talked", _("We spoke with the person")
        SANCTION = "sanction", _("A limit was set")
        CORRECTED = "corrected", _("The page was corrected")
        PASSED_ON = "passed_on", _("Given to somebody who can help")

    code = models.CharField(max_length=22, unique=True, default=random_code, editable=False)
    centre = models.ForeignKey(Centre, models.PROTECT, null=True, blank=True, related_name="+")
    about = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    about_subject = models.UUIDField(null=True, editable=False)
    thing = models.CharField(max_length=80, help_text=_("Kind and code of a thing without a person."))
    is_urgent = models.BooleanField(default=False)
    # Different newcomers who reported the same account; from two on it rises above the others.
    raised = models.PositiveSmallIntegerField(default=0)
    for_women = models.BooleanField(default=False)
    opened_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField()
    assigned_to = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    assigned_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    decision = models.CharField(max_length=10, choices=Decision, blank=True)
    note = models.TextField(blank=True)

    objects = CaseQuerySet.as_manager()
    reasons: list[str]  # CaseQuerySet.with_reasons

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["centre", "about_subject", "thing", "for_women"],
                condition=Q(decided_at=None),
                nulls_distinct=False,
                name="one_open_case",
            ),
            models.CheckConstraint(
                condition=Q(decided_at=None) | ~Q(decision=""), name="decided_case_says_what"
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | Q(about=None) | ~Q(decided_by=F("about")),
                name="nobody_decides_about_themselves",
            ),
        ]

    def __str__(self) -> str:
        return f"case {self.pk}"

    @property
    def reason_words(self) -> list[str]:
        """Why people wrote, what may hurt soonest first. Nothing for a case that nobody told us of."""
        return [str(reason.label) for reason in Reason if reason in self.reasons]

    def is_late(self, now: datetime) -> bool:
        return self.decided_at is None and now > self.due_at


class ReportQuerySet(models.QuerySet["Report"]):
    def visible_to(self, user: Any) -> "ReportQuerySet":
        """One's own. Staff read them through the case, which is logged."""
        return self.filter(reporter=user) if user.is_authenticated else self.none()


class Report(models.Model):
    """One person's report. The excerpt is at most ten lines before and after, and nothing else is kept."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="reports")
    reporter = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", help_text=_("Never shown.")
    )
    by_newcomer = models.BooleanField(default=False)
    kind = models.SlugField(max_length=20)
    subject_code = models.CharField(max_length=60)
    reason = models.CharField(max_length=12, choices=Reason)
    words = models.TextField(blank=True)
    # [{"who": alias, "text": words, "at": seconds, "here": true for the line itself}]
    excerpt = models.JSONField(default=list)
    created_at = models.DateTimeField(default=timezone.now)

    objects = ReportQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["reporter", "created_at"], name="report_by_reporter")]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "reporter", "kind", "subject_code"], name="one_report_each"
            )
        ]

    def __str__(self) -> str:
        return f"report {self.pk}"


class StaffChoiceQuerySet(models.QuerySet["StaffChoice"]):
    def visible_to(self, user: Any) -> "StaffChoiceQuerySet":
        return self.filter(user=user) if user.is_authenticated else self.none()


class StaffChoice(models.Model):
    """What a staff member says of themselves: a woman who takes the reports that ask for one."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    takes_for_women = models.BooleanField(default=False)

    objects = StaffChoiceQuerySet.as_manager()

    def __str__(self) -> str:
        return f"choice {self.pk}"
