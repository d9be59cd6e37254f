"""The plan of a meeting: steps with minutes, begun by a host. Time that runs out ends nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from chat.models import Event, Room, Step
from chat.models.plan import TITLE_LENGTH
from chat.services import stream
from chat.wire import moment
from ledger.services import record
from recovery_network.common.errors import DomainError
from recovery_network.common.permissions import require
from recovery_network.common.text import one_line

MOST_STEPS = 30
MOST_MINUTES = 240


@dataclass(frozen=True)
class Shown:
    """One step on a page. `state` is "done", "now" or "later"."""

    place: int
    title: str
    minutes: int
    state: str
    ends_at: datetime | None


@transaction.atomic
def set_plan(*, room: Room, steps: Sequence[tuple[str, int]], now: datetime) -> list[Step]:
    """The room's own copy of a plan, in place of an older one that has not begun.

    For the apps above, which ask their own rules: no actor. Locks the room's row.
    """
    room = Room.objects.select_for_update().get(pk=room.pk)
    if Step.objects.filter(room=room, began_at__isnull=False).exists():
        raise DomainError(_("The plan has begun. It cannot be changed now."))
    if len(steps) > MOST_STEPS:
        raise DomainError(_("A plan can have 30 steps."))
    made = [_step(room, place, *step) for place, step in enumerate(steps, 1)]
    Step.objects.filter(room=room).delete()
    stream.ring(room.pk)
    return Step.objects.bulk_create(made)


@transaction.atomic
def start_step(*, actor: Any, room: Room, place: int, now: datetime) -> Step:
    """Go to a step; the one before ends. Going back is allowed. Locks the room's row."""
    require(actor, "chat.run_plan", room)
    room = _open(room)
    step = Step.objects.filter(room=room, place=place).first()
    if step is None:
        raise DomainError(_("The plan has no such step."))
    return _begin(actor, room, step, now)


@transaction.atomic
def next_step(*, actor: Any, room: Room, now: datetime) -> Step:
    """Go to the step after the current one, or to the first. Locks the room's row."""
    require(actor, "chat.run_plan", room)
    room = _open(room)
    current = _current(room)
    later = Step.objects.filter(room=room, place__gt=current.place if current else 0).first()
    if later is None:
        raise DomainError(_("This was the last step."))
    return _begin(actor, room, later, now)


def shown(room: Room) -> list[Shown]:
    """The plan in order, for the room's pages: one query."""
    steps = list(Step.objects.filter(room=room))
    current = next((step for step in steps if step.began_at and not step.ended_at), None)
    return [_shown(step, current) for step in steps]


def behind_by(room: Room, now: datetime) -> timedelta | None:
    """How much later than the end of the meeting the plan would end now; less than nothing is early.

    None without a plan, or where the meeting has no end.
    """
    steps = list(Step.objects.filter(room=room))
    if not steps or room.closes_at is None:
        return None
    current = next((step for step in steps if step.began_at and not step.ended_at), None)
    place = current.place if current else 0
    to_come = sum((timedelta(minutes=step.minutes) for step in steps if step.place > place), timedelta())
    return now + _left(current, now) + to_come - room.closes_at


def _left(step: Step | None, now: datetime) -> timedelta:
    if step is None:
        return timedelta()
    return max(_ends_at(step) - now, timedelta())


def _step(room: Room, place: int, title: str, minutes: int) -> Step:
    words = one_line(title)
    if not words or len(words) > TITLE_LENGTH:
        raise DomainError(_("Name each step, in at most 80 characters."))
    if not 1 <= minutes <= MOST_MINUTES:
        raise DomainError(_("A step takes between 1 and 240 minutes."))
    return Step(room=room, place=place, title=words, minutes=minutes)


def _open(room: Room) -> Room:
    room = Room.objects.select_for_update().get(pk=room.pk)
    if not room.is_talking:
        raise DomainError(_("This room is not open now."))
    return room


def _current(room: Room) -> Step | None:
    return Step.objects.filter(room=room, began_at__isnull=False, ended_at=None).first()


def _begin(actor: Any, room: Room, step: Step, now: datetime) -> Step:
    if step.began_at is not None and step.ended_at is None:
        return step
    Step.objects.filter(room=room, began_at__isnull=False, ended_at=None).update(ended_at=now)
    step.began_at, step.ended_at = now, None
    step.save(update_fields=["began_at", "ended_at"])
    stream.append(room=room, kind=Event.Kind.STEP, now=now, payload=_payload(room, step))
    record(actor=actor, verb="chat.start_step", obj=room, now=now, step=step.place)
    return step


def _payload(room: Room, step: Step) -> dict[str, Any]:
    return {
        "step": step.place,
        "title": step.title,
        "minutes": step.minutes,
        "ends_at": moment(_ends_at(step)),
        "meeting_ends_at": moment(room.closes_at) if room.closes_at else None,
    }


def _ends_at(step: Step) -> datetime:
    if step.began_at is None:
        raise ValueError("The step has not begun.")
    return step.began_at + timedelta(minutes=step.minutes)


def _shown(step: Step, current: Step | None) -> Shown:
    if current is not None and step.pk == current.pk:
        state = "now"
    else:
        state = "done" if current is not None and step.place < current.place else "later"
    ends_at = _ends_at(step) if state == "now" else None
    return Shown(step.place, step.title, step.minutes, state, ends_at)
