"""Check on a person: everybody who can help is asked at once, one takes it, the rows hand it on.

Nothing else happens by itself: no message is hidden, and neither police, centre nor family is told.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Centre, StaffRole
from ledger.services import record, record_access
from notifications.services.notices import notify
from recovery_network.common.errors import DomainError
from recovery_network.common.permissions import require
from recovery_network.common.text import many_lines
from safeguarding import subjects
from safeguarding.models import Check, CheckCall, CheckStep
from safeguarding.models.check import HAND_OVER
from safeguarding.services import duty
from safeguarding.signals import check_changed

BATCH = 100
Kind = CheckStep.Kind


@transaction.atomic
def open_check(
    *,
    about_user: Any,
    raised_by: Any,
    room_ref: str,
    now: datetime,
    alias: str = "",
    centre: Centre | None = None,
    hosts: Iterable[Any] = (),
    path: str = "/help/",
) -> Check:
    """One open check per person and place; asking again changes nothing.

    For services that asked their own rule; `raised_by` is None when words were the hint. `room_ref` is
    "room:<code>": its centre is found by it. The hosts and the first person on duty are asked in this
    transaction: no worker is needed for it.
    """
    centre = centre or subjects.centre_of(room_ref)
    check, new = Check.objects.get_or_create(
        about=about_user,
        place=room_ref,
        done_at=None,
        defaults={
            "alias": alias or str(_("Somebody")),
            "centre": centre,
            "path": path,
            "raised_by": raised_by,
            "opened_at": now,
            "hand_over_at": now + HAND_OVER,
        },
    )
    if new:
        _step(check, Kind.OPENED, raised_by, now)
        code = centre.code if centre else ""
        record(actor=raised_by, verb="safeguarding.open_check", obj=check, now=now, centre=code)
        _ask(check, [*hosts, *duty.on_duty(centre, now)[:1]], now)
        _tell(check, "open", now)
    return check


def open_in(place: str) -> list[Check]:
    """The checks of one place that are not done, the oldest first; for services that show them."""
    found = Check.objects.open().filter(place=place).select_related("taken_by", "about")
    return list(found.order_by("opened_at", "pk"))


def raised_lately(person: Any, since: datetime) -> int:
    """How many checks this account asked for; for services that let only so many."""
    return Check.objects.filter(raised_by=person, opened_at__gt=since).count()


@transaction.atomic
def ask_also(*, check: Check, person: Any, now: datetime) -> None:
    """Somebody came to help after the others were asked. No actor: the caller's own rule decided."""
    _ask(check, [person], now)


def _tell(check: Check, state: str, now: datetime) -> None:
    check_changed.send(sender=Check, check=check, state=state, now=now)


def _ask(check: Check, people: Iterable[Any], now: datetime) -> int:
    """Ask those who were not asked before, and never the person themselves."""
    asked = set(check.calls.values_list("user_id", flat=True)) | {check.about_id}
    path, count = reverse("check", args=[check.code]), 0
    for person in people:
        if person.pk in asked or not person.is_active:
            continue
        asked.add(person.pk)
        CheckCall.objects.create(check_on=check, user=person, round=check.round, at=now)
        notify(recipient=person, key=f"check:{check.pk}", kind="safeguarding.check", path=path, now=now)
        count += 1
    if count:
        _step(check, Kind.ASKED, None, now, str(count))
    return count


def _step(check: Check, kind: str, by: Any, now: datetime, text: str = "") -> CheckStep:
    return CheckStep.objects.create(check_on=check, kind=kind, by=by, at=now, text=text)


@transaction.atomic
def see_check(*, actor: Any, check: Check, now: datetime) -> Check:
    """A staff member who opens the card has looked at a person, and that is on their record."""
    require(actor, "safeguarding.see_check", check)
    works = actor.staff_roles.live().filter(centre=check.centre).values_list("role", flat=True).first()
    if works and check.about is not None:
        record_access(actor=actor, subject=check.about, role=works, obj=check, now=now, reason="check")
    return check


@transaction.atomic
def take_check(*, actor: Any, check: Check, now: datetime) -> Check:
    """One button, one winner."""
    require(actor, "safeguarding.take_check", check)
    check = Check.objects.select_for_update().get(pk=check.pk)
    if check.done_at is not None:
        raise DomainError(_("This is done already."))
    if check.taken_by_id not in {None, actor.pk}:
        raise DomainError(_("Somebody else has taken it. You can stay with the others."))
    if check.taken_by_id is None:
        check.taken_by, check.taken_at = actor, now
        check.save(update_fields=["taken_by", "taken_at"])
        _step(check, Kind.TAKEN, actor, now)
        seconds = int((now - check.opened_at).total_seconds())
        record(actor=actor, verb="safeguarding.take_check", obj=check, now=now, after_seconds=seconds)
        _tell(check, "taken", now)
    return check


@transaction.atomic
def note_step(*, actor: Any, check: Check, text: str, is_note: bool = False, now: datetime) -> CheckStep:
    """One line of the centre's checklist is done, or a note."""
    require(actor, "safeguarding.work_on_check", check)
    text = many_lines(text)[:1000]
    if not text:
        raise DomainError(_("Write what was done."))
    step = _step(check, Kind.NOTE if is_note else Kind.STEP, actor, now, text)
    record(actor=actor, verb="safeguarding.note_step", obj=check, now=now, step=step.pk)
    return step


@transaction.atomic
def hand_on_check(*, actor: Any, check: Check, now: datetime) -> Check:
    """I cannot go on with it: back to everybody, and the next person is asked now."""
    require(actor, "safeguarding.work_on_check", check)
    check = Check.objects.select_for_update().get(pk=check.pk)
    check.taken_by = check.taken_at = None
    check.save(update_fields=["taken_by", "taken_at"])
    record(actor=actor, verb="safeguarding.hand_on_check", obj=check, now=now)
    return _hand_on(check, actor, now)


def _hand_on(check: Check, by: Any, now: datetime) -> Check:
    """The next people are asked; when all were asked, the clock goes on and everybody still sees it."""
    check.round, check.hand_over_at = check.round + 1, now + HAND_OVER
    check.save(update_fields=["round", "hand_over_at"])
    _step(check, Kind.HANDED_ON, by, now)
    if not _ask(check, _next_people(check, now), now):
        _remind(check, now)
    _tell(check, "handed_on", now)
    return check


def _next_people(check: Check, now: datetime) -> list[Any]:
    """The next on duty; when the rota is at its end, all staff of the centre."""
    asked = set(check.calls.values_list("user_id", flat=True))
    later = [person for person in duty.on_duty(check.centre, now) if person.pk not in asked]
    if later:
        return later[:1]
    staff = StaffRole.objects.live().filter(centre=check.centre).values("user")
    return list(get_user_model().objects.filter(pk__in=staff).order_by("pk"))


def _remind(check: Check, now: datetime) -> None:
    path = reverse("check", args=[check.code])
    for call in check.calls.select_related("user"):
        key = f"check:{check.pk}:{check.round}"
        notify(recipient=call.user, key=key, kind="safeguarding.check", path=path, now=now)


@transaction.atomic
def finish_check(*, actor: Any, check: Check, text: str = "", now: datetime) -> Check:
    require(actor, "safeguarding.work_on_check", check)
    check = Check.objects.select_for_update().get(pk=check.pk)
    if check.done_at is None:
        check.done_at = now
        check.save(update_fields=["done_at"])
        _step(check, Kind.DONE, actor, now, many_lines(text)[:1000])
        record(actor=actor, verb="safeguarding.finish_check", obj=check, now=now)
        _tell(check, "done", now)
    return check


def hand_on_overdue(*, now: datetime) -> int:
    """Checks that nobody took in time go to the next person. Safe to run by many at once; no actor.

    Run by the timetable, by `manage.py watch_checks` and by every page that shows checks: whichever
    comes first does it, so that nothing depends on the worker.
    """
    handed = 0
    for pk in Check.objects.overdue(now).order_by("hand_over_at", "pk").values_list("pk", flat=True)[:BATCH]:
        handed += _hand_on_one(pk, now)
    return handed


@transaction.atomic
def _hand_on_one(pk: int, now: datetime) -> int:
    due = Check.objects.overdue(now).select_for_update(skip_locked=True, of=("self",))
    check = due.filter(pk=pk).first()
    if check is None:
        return 0
    _hand_on(check, None, now)
    record(actor=None, verb="safeguarding.hand_on_check", obj=check, now=now, round=check.round)
    return 1
