"""Loading the shipped lines, confirming one by calling it, taking one off the page."""

import json
from collections import Counter
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import StaffRole
from ledger.services import record
from notifications.services.notices import notify
from recovery_network.common.errors import DomainError
from recovery_network.common.permissions import require
from safeguarding.models import CrisisLine
from safeguarding.models.line import KEEPERS, valid_number

SHIPPED = Path(__file__).resolve().parent.parent / "data" / "crisis_lines.json"
VERIFIED_FOR = timedelta(days=90)
# So long before the proof runs out, the people who keep the list are asked to call again.
WARNED_BEFORE = timedelta(days=7)


def shipped_lines() -> list[dict[str, Any]]:
    return json.loads(SHIPPED.read_text(encoding="utf-8"))["lines"]


@transaction.atomic
def load_lines(*, now: datetime) -> Counter[str]:
    """Bring in the shipped list. Run by the operator's command, so there is no actor.

    New rows are added and unverified ones follow the list. A row that staff have verified or taken off
    is theirs: the list never overwrites what somebody found out by calling.
    """
    told: Counter[str] = Counter()
    have = {line.key: line for line in CrisisLine.objects.select_for_update()}
    for row in shipped_lines():
        line = have.get(row["key"])
        if line is not None and (line.verified_on or line.retired_at):
            told["kept"] += 1
            continue
        told[_save(line or CrisisLine(), row, now)] += 1
    return told


def _save(line: CrisisLine, row: dict[str, Any], now: datetime) -> str:
    """ "created", "updated" or "unchanged"."""
    values = {**row, "opens": _time(row.get("opens")), "closes": _time(row.get("closes"))}
    if line.pk and all(getattr(line, name) == value for name, value in values.items()):
        return "unchanged"
    said = "updated" if line.pk else "created"
    for name, value in values.items():
        setattr(line, name, value)
    line.full_clean()
    line.save()
    record(actor=None, verb=f"line_{said}", obj=line, now=now, key=line.key)
    return said


def _time(text: str | None) -> time | None:
    return time.fromisoformat(text) if text else None


@transaction.atomic
def verify_line(
    *, actor: Any, line: CrisisLine, number: str, number_shown: str = "", now: datetime
) -> CrisisLine:
    """The actor has called `number` and the right people answered. Settles a conflict of numbers."""
    require(actor, "safeguarding.verify_line", line)
    valid_number(number)
    line = CrisisLine.objects.select_for_update().get(pk=line.pk)
    settled = bool(line.numbers_in_conflict)
    if number != line.number or number_shown:
        line.number, line.number_shown = number, number_shown
    line.numbers_in_conflict, line.staff_only, line.retired_at = [], False, None
    line.verified_on, line.verified_by = now.date(), actor
    line.expires_on = now.date() + VERIFIED_FOR
    line.save(
        update_fields=[
            "number", "number_shown", "numbers_in_conflict", "staff_only", "retired_at",
            "verified_on", "verified_by", "expires_on",
        ]
    )  # fmt: skip
    record(actor=actor, verb="line_verified", obj=line, now=now, key=line.key, settled=settled)
    return line


@transaction.atomic
def retire_line(*, actor: Any, line: CrisisLine, now: datetime) -> CrisisLine:
    """Take a line off the page at once: nobody answers, or the wrong people do."""
    require(actor, "safeguarding.retire_line", line)
    line = CrisisLine.objects.select_for_update().get(pk=line.pk)
    if line.retired_at is not None:
        raise DomainError(_("This line is already off the page."))
    line.retired_at = now
    line.verified_on = line.verified_by = line.expires_on = None
    line.save(update_fields=["retired_at", "verified_on", "verified_by", "expires_on"])
    record(actor=actor, verb="line_retired", obj=line, now=now, key=line.key)
    return line


@transaction.atomic
def expire_line(*, actor: Any, line: CrisisLine, now: datetime) -> CrisisLine:
    """Somebody doubts it: it stays on the page and says that it must be checked again."""
    require(actor, "safeguarding.verify_line", line)
    line = CrisisLine.objects.select_for_update().get(pk=line.pk)
    if line.verified_on is None:
        raise DomainError(_("Nobody has checked this line yet."))
    line.expires_on = now.date() - timedelta(days=1)
    line.save(update_fields=["expires_on"])
    record(actor=actor, verb="line_expired", obj=line, now=now, key=line.key)
    return line


def warn_of_old_lines(*, now: datetime) -> int:
    """One note to each keeper of the country per line and proof that runs out. By the timetable: no actor."""
    old = CrisisLine.objects.public().filter(expires_on__lte=now.date() + WARNED_BEFORE)
    told = 0
    for line in old:
        keepers = StaffRole.objects.live().filter(role__in=KEEPERS, centre__country=line.country)
        for role in keepers.select_related("user").distinct("user"):
            key, path = f"line:{line.pk}:{line.expires_on}", reverse("help_lines")
            told += notify(recipient=role.user, key=key, kind="safeguarding.line", path=path, now=now)
    return told
