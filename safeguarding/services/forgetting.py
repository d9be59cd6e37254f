"""Words go: those of a person who is erased, and those of cases and checks that ended long ago.

What was told about somebody is evidence. It stays until 180 days after the decision, and then goes.
"""

from datetime import datetime
from typing import Any

from django.db import transaction

from safeguarding.models import Case, Check, CheckStep, Report
from safeguarding.models.report import KEPT

SAID = (CheckStep.Kind.STEP, CheckStep.Kind.NOTE, CheckStep.Kind.DONE)


@transaction.atomic
def forget_person(*, user: Any) -> None:
    """The person is being erased: called in the erasing transaction.

    A report that nobody has decided keeps its words without a name; a check that is open keeps the name
    in the room, since somebody may be looking for them now.
    """
    Report.objects.filter(reporter=user, case__decided_at__isnull=False).update(words="")
    done = Check.objects.filter(about=user, done_at__isnull=False)
    _forget(list(done.values_list("pk", flat=True)))


def forget_old_cases(*, now: datetime) -> int:
    """Words and excerpts go 180 days after the decision. Run by the timetable: no actor."""
    old = Case.objects.filter(decided_at__lt=now - KEPT)
    words = Report.objects.filter(case__in=old).exclude(words="", excerpt=[])
    return words.update(words="", excerpt=[], reporter=None) + old.exclude(note="").update(note="")


@transaction.atomic
def forget_old_checks(*, now: datetime) -> int:
    """Names and notes go 180 days after the end, and whom it was about. Run by the timetable: no actor."""
    old = Check.objects.filter(done_at__lt=now - KEPT).exclude(alias="")
    return _forget(list(old.values_list("pk", flat=True)))


def _forget(checks: list[int]) -> int:
    CheckStep.objects.filter(check_on__in=checks, kind__in=SAID).update(text="")
    return Check.objects.filter(pk__in=checks).update(alias="", about=None)
