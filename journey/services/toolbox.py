"""The toolbox: strong wishes, worksheets, and the people around somebody."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from journey.models import Sheet, Supporter, Wave
from journey.sheets import KINDS
from ledger.services import record
from recovery_network.common.errors import DomainError
from recovery_network.common.permissions import require
from recovery_network.common.text import many_lines, one_line

LONGEST_ANSWER = 2000
MOST_SHEETS, MOST_SUPPORTERS = 100, 50


@transaction.atomic
def add_wave(
    *, actor: User, strength: int, after: int | None = None, around: str = "", helped: str = "", now: datetime
) -> Wave:
    require(actor, "journey.keep", actor)
    wave = Wave.objects.create(
        user=actor, at=now, strength=strength, after=after, around=one_line(around), helped=one_line(helped)
    )
    record(actor=actor, verb="journey.add_wave", obj=wave, now=now)
    return wave


@transaction.atomic
def remove_wave(*, actor: User, wave: Wave, now: datetime) -> None:
    require(actor, "journey.change_own", wave)
    record(actor=actor, verb="journey.remove_wave", obj=wave, now=now)
    wave.delete()


@transaction.atomic
def add_sheet(*, actor: User, kind: str, name: str = "", answers: dict[str, str], now: datetime) -> Sheet:
    """Of a kind there is one of, a second is refused. Locks the person's row."""
    require(actor, "journey.keep", actor)
    User.objects.select_for_update(no_key=True).get(pk=actor.pk)
    mine = Sheet.objects.filter(user=actor)
    if mine.count() >= MOST_SHEETS:
        raise DomainError(_("You have 100 sheets. Take one away first."))
    if KINDS[kind].single and mine.filter(kind=kind).exists():
        raise DomainError(_("You have one already. Open it, and change it there."))
    return _write(Sheet(user=actor, kind=kind, made_at=now), name, answers, actor, now)


@transaction.atomic
def change_sheet(
    *, actor: User, sheet: Sheet, name: str = "", answers: dict[str, str], now: datetime
) -> Sheet:
    require(actor, "journey.change_own", sheet)
    return _write(sheet, name, answers, actor, now)


def _write(sheet: Sheet, name: str, answers: dict[str, str], actor: User, now: datetime) -> Sheet:
    """Only questions of its kind, only those that were answered."""
    keys = [question.key for question in KINDS[sheet.kind].questions]
    said = {key: many_lines(answers.get(key, ""))[:LONGEST_ANSWER] for key in keys}
    sheet.answers = {key: words for key, words in said.items() if words}
    if not sheet.answers:
        raise DomainError(_("Write something in one of the fields."))
    sheet.name, sheet.changed_at = one_line(name)[:60], now
    sheet.save()
    record(actor=actor, verb="journey.write_sheet", obj=sheet, now=now, kind=sheet.kind)
    return sheet


@transaction.atomic
def remove_sheet(*, actor: User, sheet: Sheet, now: datetime) -> None:
    require(actor, "journey.change_own", sheet)
    record(actor=actor, verb="journey.remove_sheet", obj=sheet, now=now)
    sheet.delete()


@transaction.atomic
def add_supporter(*, actor: User, now: datetime, **fields: Any) -> Supporter:
    """`name`, `ring`, `reach` and `gives`. Locks the person's row: there is a limit."""
    require(actor, "journey.keep", actor)
    User.objects.select_for_update(no_key=True).get(pk=actor.pk)
    if Supporter.objects.filter(user=actor).count() >= MOST_SUPPORTERS:
        raise DomainError(_("You have 50 people here. Take one away first."))
    return _note(Supporter(user=actor, made_at=now), fields, actor, now)


@transaction.atomic
def change_supporter(*, actor: User, supporter: Supporter, now: datetime, **fields: Any) -> Supporter:
    require(actor, "journey.change_own", supporter)
    return _note(supporter, fields, actor, now)


def _note(supporter: Supporter, fields: dict[str, Any], actor: User, now: datetime) -> Supporter:
    supporter.name, supporter.ring = one_line(fields["name"]), fields["ring"]
    supporter.reach, supporter.gives = one_line(fields.get("reach", "")), one_line(fields.get("gives", ""))
    if not supporter.name:
        raise DomainError(_("Write a name. It can be any word you know them by."))
    supporter.save()
    record(actor=actor, verb="journey.note_supporter", obj=supporter, now=now)
    return supporter


@transaction.atomic
def remove_supporter(*, actor: User, supporter: Supporter, now: datetime) -> None:
    require(actor, "journey.change_own", supporter)
    record(actor=actor, verb="journey.remove_supporter", obj=supporter, now=now)
    supporter.delete()
