"""A group's own plans, and the copy of one that a room gets."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from chat.models import Room
from groups import plan_texts
from groups.models import Group, GroupPlan, GroupPlanStep, MeetingSeries, Occurrence
from groups.models.plan import MOST_MINUTES, TITLE_LENGTH
from groups.services import room_calls
from ledger.services import record
from recovery_network.common.errors import DomainError
from recovery_network.common.permissions import require
from recovery_network.common.text import one_line

MOST_STEPS, MOST_PLANS = 15, 12
Steps = Sequence[tuple[str, int]]
PATHWAY_OF_KIND = {Group.Kind.THERAPY: "therapy", Group.Kind.FAMILY: "family"}


def shipped_steps(group: Group) -> list[tuple[str, int]]:
    """The plan of the group's pathway, in the group's own language where the site speaks it."""
    spoken = group.language.code if group.language else ""
    known = dict(settings.LANGUAGES)
    with translation.override(spoken if spoken in known else settings.LANGUAGE_CODE):
        return [(str(title), minutes) for title, minutes in plan_texts.steps_for(_pathway(group))]


def _pathway(group: Group) -> str:
    return group.pathway.code if group.pathway else PATHWAY_OF_KIND.get(Group.Kind(group.kind), "any")


@transaction.atomic
def add_plan(*, actor: User, group: Group, name: str, now: datetime) -> GroupPlan:
    """A new plan of the group's own, begun as a copy of its pathway's. The first one is the usual one."""
    require(actor, "groups.edit_plans", group)
    group = Group.objects.select_for_update(of=("self",), no_key=True).get(pk=group.pk)
    known = GroupPlan.objects.filter(group=group).count()
    if known >= MOST_PLANS:
        raise DomainError(_("A group can have 12 plans. Change one of them."))
    plan = GroupPlan.objects.create(group=group, name=_named(name), is_usual=not known, changed_at=now)
    _write_steps(plan, shipped_steps(group))
    record(actor=actor, verb="groups.add_plan", obj=plan, now=now, group=group.code)
    return plan


@transaction.atomic
def edit_plan(
    *, actor: User, plan: GroupPlan, name: str, steps: Steps, is_usual: bool, now: datetime
) -> GroupPlan:
    """Steps in the order given. Rooms that have their copy keep it. Locks the plan's row."""
    require(actor, "groups.edit_plans", plan.group)
    plan = _locked(plan)
    plan.name, plan.changed_at = _named(name), now
    if is_usual and not plan.is_usual:
        GroupPlan.objects.filter(group=plan.group_id, is_usual=True).update(is_usual=False)
        plan.is_usual = True
    plan.save(update_fields=["name", "changed_at", "is_usual"])
    _write_steps(plan, steps)
    record(actor=actor, verb="groups.edit_plan", obj=plan, now=now, steps=len(steps))
    return plan


@transaction.atomic
def remove_plan(*, actor: User, plan: GroupPlan, now: datetime) -> None:
    """Series that named it take the usual one; when that one goes, the pathway's comes back."""
    require(actor, "groups.edit_plans", plan.group)
    plan = _locked(plan)
    record(actor=actor, verb="groups.remove_plan", obj=plan, now=now, group=plan.group.code)
    plan.delete()


@transaction.atomic
def choose_plan(*, actor: User, series: MeetingSeries, plan: GroupPlan | None, now: datetime) -> None:
    """For all coming meetings of the series; None is the group's usual one."""
    require(actor, "groups.edit_series", series)
    if plan is not None and plan.group_id != series.group_id:
        raise DomainError(_("This plan belongs to another group."))
    MeetingSeries.objects.filter(pk=series.pk).update(plan=plan)
    record(actor=actor, verb="groups.choose_plan", obj=series, now=now, plan=plan.code if plan else "")


@transaction.atomic
def use_plan_now(*, actor: User, occurrence: Occurrence, plan: GroupPlan, now: datetime) -> None:
    """In the room of this one meeting, as long as its plan has not begun."""
    require(actor, "groups.host_meeting", occurrence)
    link = getattr(occurrence, "meeting_room", None)
    if link is None or plan.group_id != occurrence.group_id:
        raise DomainError(_("The room is not there yet. It comes 10 minutes before the start."))
    give_to_room(room=link.room, steps=_own_steps(plan), occurrence=occurrence, now=now)
    record(actor=actor, verb="groups.use_plan_now", obj=occurrence, now=now, plan=plan.code)


def steps_of(occurrence: Occurrence) -> list[tuple[str, int]]:
    """What a room of this meeting would get, fitted to its length."""
    series, group = occurrence.series, occurrence.series.group
    plan = series.plan or GroupPlan.objects.filter(group=group, is_usual=True).first()
    return _fit(_own_steps(plan) if plan else shipped_steps(group), occurrence)


def give_to_room(*, room: Room, occurrence: Occurrence, now: datetime, steps: Steps | None = None) -> None:
    """The room's own copy. Called by whoever makes the room: no actor."""
    chosen = steps_of(occurrence) if steps is None else _fit(steps, occurrence)
    room_calls.set_plan(room=room, steps=chosen, now=now)


def _fit(steps: Steps, occurrence: Occurrence) -> list[tuple[str, int]]:
    """A day-long meeting has no plan for all of its hours: its steps stay as they were written."""
    length = (occurrence.ends_at - occurrence.starts_at) // timedelta(minutes=1)
    minutes = [minutes for _title, minutes in steps]
    if length <= MOST_MINUTES:
        minutes = plan_texts.fitted(minutes, length)
    return [(title, each) for (title, _old), each in zip(steps, minutes, strict=True)]


def _own_steps(plan: GroupPlan) -> list[tuple[str, int]]:
    return list(plan.steps.values_list("title", "minutes"))


def _locked(plan: GroupPlan) -> GroupPlan:
    return GroupPlan.objects.select_for_update(of=("self",)).select_related("group").get(pk=plan.pk)


def _named(name: str) -> str:
    named = one_line(name)[:80]
    if not named:
        raise DomainError(_("Give the plan a name."))
    return named


def _write_steps(plan: GroupPlan, steps: Any) -> None:
    if not 1 <= len(steps) <= MOST_STEPS:
        raise DomainError(_("A plan has 1 to 15 steps."))
    if any(not 1 <= minutes <= MOST_MINUTES for _title, minutes in steps):
        raise DomainError(_("A step lasts from 1 to 240 minutes."))
    titles = [one_line(title)[:TITLE_LENGTH] for title, _minutes in steps]
    if not all(titles):
        raise DomainError(_("Say what happens in each step."))
    plan.steps.all().delete()
    GroupPlanStep.objects.bulk_create(
        GroupPlanStep(plan=plan, position=at, title=title, minutes=minutes)
        for at, (title, (_old, minutes)) in enumerate(zip(titles, steps, strict=True), 1)
    )
