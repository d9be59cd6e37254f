"""The queue of cases: opening one, and telling those who may look at it. For services that asked a rule."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.urls import reverse

from accounts.models import Centre, StaffRole
from notifications.services.notices import notify
from safeguarding.models import Case, Report, StaffChoice
from safeguarding.subjects import Subject

# The clock of a case: danger, and everything else.
LOOKED_AT_WITHIN = {True: timedelta(hours=1), False: timedelta(hours=24)}


def centre_of(person: Any) -> Centre | None:
    own = person.memberships.live().order_by("joined_at", "pk").select_related("centre").first()
    return own.centre if own else None


def a_woman_answers(centre: Centre | None, about: Any) -> bool:
    """Does a woman at the centre take such reports, who is not the one it is about?"""
    staff = StaffRole.objects.live().filter(centre=centre)
    willing = StaffChoice.objects.filter(takes_for_women=True, user__in=staff.values("user"))
    return willing.exclude(user=about).exists()


def open_case_about(
    subject: Subject, centre: Centre | None, *, for_women: bool, urgent: bool, now: datetime
) -> Case:
    """The open case about the same person or thing, else a new one; locked."""
    case = _found_or_made(subject, centre, for_women, urgent, now)
    while case.decided_at is not None:  # somebody decided between finding and locking it
        case = _found_or_made(subject, centre, for_women, urgent, now)
    if urgent and not case.is_urgent:
        case.is_urgent, case.due_at = True, min(case.due_at, now + LOOKED_AT_WITHIN[True])
        case.save(update_fields=["is_urgent", "due_at"])
    return case


def _found_or_made(
    subject: Subject, centre: Centre | None, for_women: bool, urgent: bool, now: datetime
) -> Case:
    person = subject.person
    case, _made = Case.objects.get_or_create(
        centre=centre,
        about_subject=person.subject if person else None,
        thing="" if person else f"{subject.kind}:{subject.code}",
        for_women=for_women,
        decided_at=None,
        defaults={
            "about": person,
            "is_urgent": urgent,
            "opened_at": now,
            "due_at": now + LOOKED_AT_WITHIN[urgent],
        },
    )
    return Case.objects.select_for_update().get(pk=case.pk)


def tell_staff(case: Case, now: datetime) -> None:
    """One neutral note each, and one more whenever it became more urgent. Nobody it is about is told."""
    key = f"case:{case.pk}:{int(case.is_urgent)}:{case.raised}"
    path = reverse("safety_case", args=[case.code])
    for person in handlers(case):
        notify(recipient=person, key=key, kind="safeguarding.case", path=path, now=now)


def handlers(case: Case) -> list[Any]:
    """Staff of the centre who may look at it; coordinators and managers, or everybody when it is urgent."""
    roles = StaffRole.objects.live().filter(centre=case.centre)
    if not case.is_urgent:
        roles = roles.filter(role__in=[StaffRole.Role.COORDINATOR, StaffRole.Role.MANAGER])
    if case.for_women:
        roles = StaffRole.objects.live().filter(centre=case.centre)
        roles = roles.filter(user__in=StaffChoice.objects.filter(takes_for_women=True).values("user"))
    in_it = Report.objects.filter(case=case).exclude(reporter=None).values("reporter")
    people = get_user_model().objects.filter(pk__in=roles.values("user"), is_active=True)
    return list(people.exclude(pk=case.about_id or 0).exclude(pk__in=in_it).order_by("pk"))
