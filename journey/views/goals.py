"""Goals and their steps."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from accounts.views.me import members_only
from journey.forms.goals import ChangeGoalForm, GoalForm, StepForm
from journey.models import Goal, State, Step
from journey.services import goals as services
from journey.views.answers import done, here_and_now, page, removed, saved, sent


def _mine(request: HttpRequest, code: str) -> Goal:
    return get_object_or_404(Goal.objects.visible_to(request.user), code=code)


def _step(request: HttpRequest, code: str) -> Step:
    number = sent(request, "step")
    return get_object_or_404(_mine(request, code).steps, pk=number if number.isdecimal() else 0)


@members_only
def show_all(request: HttpRequest) -> HttpResponse:
    now, today = here_and_now(request)
    form = GoalForm(request.POST or None, today=today)
    if done(form, lambda: services.add_goal(actor=request.user, now=now, **form.cleaned_data)):
        return saved(request, "goals")
    goals = Goal.objects.visible_to(request.user).prefetch_related("steps")
    return page(request, "goals", form=form, goals=goals)


@members_only
def show(request: HttpRequest, code: str) -> HttpResponse:
    now, today = here_and_now(request)
    goal = _mine(request, code)
    initial = {"words": goal.words, "until_on": goal.until_on, "state": goal.state}
    form = ChangeGoalForm(request.POST or None, initial=initial, today=today)
    if done(form, lambda: services.change_goal(actor=request.user, goal=goal, now=now, **form.cleaned_data)):
        return saved(request, "goal", code)
    return page(request, "goal", form=form, goal=goal, step_form=StepForm(prefix="new"), states=State.choices)


@require_POST
@members_only
def add_step(request: HttpRequest, code: str) -> HttpResponse:
    now, _today = here_and_now(request)
    goal, form = _mine(request, code), StepForm(request.POST, prefix="new")
    if done(form, lambda: services.add_step(actor=request.user, goal=goal, now=now, **form.cleaned_data)):
        return saved(request, "goal", code)
    return page(request, "step", form=form, goal=goal)


@require_POST
@members_only
def set_step(request: HttpRequest, code: str) -> HttpResponse:
    """`state` is one of the four words; anything else changes nothing."""
    now, _today = here_and_now(request)
    step, state = _step(request, code), sent(request, "state")
    if state in State.values:
        services.set_step(actor=request.user, step=step, state=state, now=now)
    return saved(request, "goal", code)


@require_POST
@members_only
def remove_step(request: HttpRequest, code: str) -> HttpResponse:
    now, _today = here_and_now(request)
    services.remove_step(actor=request.user, step=_step(request, code), now=now)
    return removed(request, "goal", code)


@require_POST
@members_only
def remove(request: HttpRequest, code: str) -> HttpResponse:
    now, _today = here_and_now(request)
    services.remove_goal(actor=request.user, goal=_mine(request, code), now=now)
    return removed(request, "goals")
