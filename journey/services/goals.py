"""Goals and their small steps."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from journey.dates import fault_in_future, today_of
from journey.models import Goal, State, Step
from ledger.services import record
from recovery_network.common.errors import DomainError
from recovery_network.common.permissions import require
from recovery_network.common.text import one_line

MOST_GOALS, MOST_STEPS = 50, 30


@transaction.atomic
def add_goal(*, actor: User, words: str, until_on: date | None = None, now: datetime) -> Goal:
    require(actor, "journey.keep", actor)
    User.objects.select_for_update(no_key=True).get(pk=actor.pk)
    if Goal.objects.filter(user=actor).count() >= MOST_GOALS:
        raise DomainError(_("You have 50 goals. Take one away first."))
    _check_day(actor, until_on, now)
    goal = Goal.objects.create(user=actor, words=_words(words), until_on=until_on, made_at=now)
    record(actor=actor, verb="journey.add_goal", obj=goal, now=now)
    return goal


@transaction.atomic
def change_goal(
    *, actor: User, goal: Goal, words: str, until_on: date | None, state: str, now: datetime
) -> Goal:
    """A day that is over may stay as it was; a new one is still to come."""
    require(actor, "journey.change_own", goal)
    goal = Goal.objects.select_for_update().get(pk=goal.pk)
    if until_on != goal.until_on:
        _check_day(actor, until_on, now)
    goal.words, goal.until_on, goal.state = _words(words), until_on, State(state)
    goal.save(update_fields=["words", "until_on", "state"])
    record(actor=actor, verb="journey.change_goal", obj=goal, now=now, state=goal.state)
    return goal


@transaction.atomic
def remove_goal(*, actor: User, goal: Goal, now: datetime) -> None:
    require(actor, "journey.change_own", goal)
    record(actor=actor, verb="journey.remove_goal", obj=goal, now=now)
    goal.delete()


@transaction.atomic
def add_step(*, actor: User, goal: Goal, words: str, now: datetime) -> Step:
    """Locks the goal's row: there is a limit."""
    require(actor, "journey.change_own", goal)
    goal = Goal.objects.select_for_update().get(pk=goal.pk)
    if goal.steps.count() >= MOST_STEPS:
        raise DomainError(_("This goal has 30 steps. Make a new goal for more."))
    step = Step.objects.create(goal=goal, words=_words(words), made_at=now)
    record(actor=actor, verb="journey.add_step", obj=step, now=now)
    return step


@transaction.atomic
def set_step(*, actor: User, step: Step, state: str, now: datetime) -> Step:
    """The first step that is begun begins its goal."""
    require(actor, "journey.change_own", step)
    step.state = State(state)
    step.save(update_fields=["state"])
    goal = step.goal
    if goal.state == State.NOT_YET and step.state in {State.DOING, State.DONE}:
        goal.state = State.DOING
        goal.save(update_fields=["state"])
    record(actor=actor, verb="journey.set_step", obj=step, now=now, state=step.state)
    return step


@transaction.atomic
def remove_step(*, actor: User, step: Step, now: datetime) -> None:
    require(actor, "journey.change_own", step)
    record(actor=actor, verb="journey.remove_step", obj=step, now=now)
    step.delete()


def _words(text: str) -> str:
    words = one_line(text)[:200]
    if not words:
        raise DomainError(_("Write a few words."))
    return words


def _check_day(person: User, day: date | None, now: datetime) -> None:
    if day is not None and (fault := fault_in_future(day, today_of(person.time_zone, now))):
        raise DomainError(fault)
