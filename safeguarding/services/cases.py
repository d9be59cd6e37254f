"""Looking at reports and deciding: by one person who has it in hand, with reasons, on the record."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Centre
from ledger.services import record, record_access, record_accesses
from notifications.services.notices import notify
from recovery_network.common.errors import DomainError
from recovery_network.common.permissions import require
from recovery_network.common.text import many_lines
from safeguarding import subjects
from safeguarding.models import Case, Report, StaffChoice
from safeguarding.services.queue import tell_staff
from safeguarding.subjects import Seen

# Whoever took a case and did nothing for so long may be followed by somebody else.
HELD_FOR = timedelta(hours=8)
EARLIER = 20


@dataclass(frozen=True)
class Opened:
    """What the handling staff read: the reports, without saying who made them."""

    case: Case
    reports: list[Report]
    earlier: list[Case]
    seen: dict[tuple[str, str], Seen]

    @property
    def told(self) -> list[tuple[Report, Seen | None]]:
        """Each report with what is known now of the thing: as whom somebody was there, and where."""
        return [(each, self.seen.get((each.kind, each.subject_code))) for each in self.reports]


@transaction.atomic
def open_case(*, actor: Any, case: Case, now: datetime) -> Opened:
    """Reading is on the record of the person it is about."""
    require(actor, "safeguarding.see_case", case)
    if case.about is not None:
        role = _role(actor, case.centre)
        record_access(actor=actor, subject=case.about, role=role, obj=case, now=now, reason="report")
    earlier = Case.objects.visible_to(actor).filter(about_subject=case.about_subject, centre=case.centre)
    earlier = earlier.exclude(about_subject=None).exclude(decided_at=None).with_reasons()
    reports = list(case.reports.order_by("created_at", "pk").defer("reporter"))
    seen = subjects.seen({(each.kind, each.subject_code) for each in reports})
    return Opened(case, reports, list(earlier.order_by("-decided_at", "-pk")[:EARLIER]), seen)


def _role(actor: Any, centre: Centre | None) -> str:
    held = actor.staff_roles.live().filter(centre=centre).values_list("role", flat=True)
    return held.first() or "staff"


@transaction.atomic
def take_case(*, actor: Any, case: Case, now: datetime) -> Case:
    """One winner. A case that nobody worked on for a day's work may be taken over."""
    require(actor, "safeguarding.take_case", case)
    case = Case.objects.select_for_update().get(pk=case.pk)
    if case.decided_at is not None:
        raise DomainError(_("Somebody has decided this already."))
    held = case.assigned_to_id is not None and case.assigned_at and now < case.assigned_at + HELD_FOR
    if held and case.assigned_to_id != actor.pk:
        raise DomainError(_("Somebody else has this in hand."))
    case.assigned_to, case.assigned_at = actor, now
    case.save(update_fields=["assigned_to", "assigned_at"])
    record(actor=actor, verb="safeguarding.take_case", obj=case, now=now, centre=_code(case))
    return case


@transaction.atomic
def open_reporters(*, actor: Any, case: Case, now: datetime) -> list[Any]:
    """Who reported, for the one who handles it and must answer them; each of them can see the look."""
    require(actor, "safeguarding.decide_case", case)
    told = case.reports.exclude(reporter=None).select_related("reporter").order_by("created_at", "pk")
    people = list({report.reporter_id: report.reporter for report in told}.values())
    role = _role(actor, case.centre)
    record_accesses(actor=actor, reads=[(each, case) for each in people], role=role, now=now, reason="report")
    record(actor=actor, verb="safeguarding.open_reporters", obj=case, now=now, centre=_code(case))
    return people


@transaction.atomic
def decide_case(*, actor: Any, case: Case, decision: str, note: str, now: datetime) -> Case:
    require(actor, "safeguarding.decide_case", case)
    return decide(doer=actor, case=case, decision=decision, note=note, now=now)


def decide(*, doer: Any, case: Case, decision: str, note: str, now: datetime) -> Case:
    """The writing part, for services that asked another rule. Reporters learn that it was looked at."""
    case = Case.objects.select_for_update().get(pk=case.pk)
    if case.decided_at is not None:
        raise DomainError(_("Somebody has decided this already."))
    case.decided_at, case.decided_by, case.decision = now, doer, Case.Decision(decision)
    case.note = many_lines(note)
    case.save(update_fields=["decided_at", "decided_by", "decision", "note"])
    record(
        actor=doer,
        verb="safeguarding.decide_case",
        obj=case,
        now=now,
        centre=_code(case),
        decision=case.decision,
        reports=case.reports.count(),
    )
    key, path = f"case:{case.pk}:decided", reverse("my_reports")
    for told in case.reports.select_related("reporter"):
        if told.reporter is not None:
            notify(recipient=told.reporter, key=key, kind="safeguarding.answer", path=path, now=now)
    return case


@transaction.atomic
def place_case(*, actor: Any, case: Case, centre: Centre, now: datetime) -> Case:
    """An operator gives a case without a centre to one, and reads none of it."""
    require(actor, "safeguarding.place_case", case)
    case = Case.objects.select_for_update().get(pk=case.pk)
    if case.centre_id is not None:
        raise DomainError(_("A centre has this already."))
    case.centre = centre
    case.save(update_fields=["centre"])
    record(actor=actor, verb="safeguarding.place_case", obj=case, now=now, centre=centre.code)
    tell_staff(case, now)
    return case


@transaction.atomic
def choose(*, actor: Any, centre: Centre, takes_for_women: bool, now: datetime) -> StaffChoice:
    """A staff member says of herself that she takes reports that ask for a woman."""
    require(actor, "safeguarding.open_staff_desk", centre)
    choice, _made = StaffChoice.objects.update_or_create(
        user=actor, defaults={"takes_for_women": takes_for_women}
    )
    record(actor=actor, verb="safeguarding.choose", obj=choice, now=now, takes_for_women=takes_for_women)
    return choice


def _code(case: Case) -> str:
    return case.centre.code if case.centre else ""


def centres_for(operator: Any) -> QuerySet[Centre]:
    """All centres, for the operator who gives a case to one."""
    return Centre.objects.order_by("name", "pk") if operator.is_superuser else Centre.objects.none()
