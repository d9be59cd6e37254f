"""A report from anybody, and the case it belongs to. Reports hide nothing by themselves."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from ledger.services import record
from recovery_network.common.errors import DomainError
from recovery_network.common.permissions import require
from recovery_network.common.text import many_lines
from safeguarding.models import Case, Reason, Report
from safeguarding.services.blocks import block
from safeguarding.services.newcomers import is_newcomer
from safeguarding.services.queue import a_woman_answers, centre_of, open_case_about, tell_staff
from safeguarding.subjects import Subject

# What one person may report; more is no help to anybody, and a flood could be a weapon.
PACE = ((timedelta(hours=1), 5), (timedelta(days=1), 15))
# Reports by so many different newcomers on one account raise it above the others.
SEVERAL = 2
COUNTED_FOR = timedelta(days=90)
LONGEST_WORDS = 1000


@dataclass(frozen=True)
class Made:
    """`for_women` says whether a woman will read it, when one was asked for."""

    report: Report
    for_women: bool


@transaction.atomic
def report(
    *,
    actor: Any,
    subject: Subject,
    reason: str,
    words: str = "",
    for_women: bool = False,
    also_block: bool = False,
    now: datetime,
) -> Made:
    """Idempotent per person, thing and open case. Nobody but the handling staff learns who reported."""
    require(actor, "safeguarding.report", subject)
    # The reporter's row is the lock: their reports are counted one after another.
    get_user_model().objects.select_for_update().get(pk=actor.pk)
    _within_pace(actor, now)
    centre = subject.centre or centre_of(actor)
    answered = for_women and a_woman_answers(centre, subject.person)
    case = open_case_about(subject, centre, for_women=answered, urgent=reason == Reason.DANGER, now=now)
    made, new = Report.objects.get_or_create(
        case=case,
        reporter=actor,
        kind=subject.kind,
        subject_code=subject.code,
        defaults={
            "reason": Reason(reason),
            "words": many_lines(words)[:LONGEST_WORDS],
            "excerpt": subject.excerpt,
            "by_newcomer": is_newcomer(actor, now),
            "created_at": now,
        },
    )
    if new:
        record(actor=actor, verb="safeguarding.report", obj=made, now=now, reason=reason, kind=subject.kind)
        weigh(case, now)
        tell_staff(case, now)
    if also_block and subject.person is not None:
        block(actor=actor, person=subject.person, alias=subject.name, now=now)
    return Made(made, answered)


def _within_pace(actor: Any, now: datetime) -> None:
    mine = Report.objects.filter(reporter=actor)
    for window, most in PACE:
        if mine.filter(created_at__gt=now - window).count() >= most:
            wait = int(window.total_seconds())
            raise DomainError(
                _("You have told us several things. We look at them now. Help is open at any time."),
                retry_after=wait,
            )


def weigh(case: Case, now: datetime) -> None:
    """Different newcomers who reported the same account anywhere: from two on, all its cases rise."""
    if case.about_subject is None:
        return
    told = Report.objects.filter(
        case__about_subject=case.about_subject, by_newcomer=True, created_at__gt=now - COUNTED_FOR
    )
    newcomers = told.aggregate(people=Count("reporter", distinct=True))["people"]
    if newcomers >= SEVERAL:
        open_cases = Case.objects.filter(about_subject=case.about_subject, decided_at=None)
        open_cases.filter(raised__lt=newcomers).update(raised=newcomers)
        case.refresh_from_db(fields=["raised"])
