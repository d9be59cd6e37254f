"""A group's plans, its service and how reliable its hosting is, for hosts and staff."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from groups.forms.plans import NewPlanForm, PlanForm, ServiceForm
from groups.models import Group, GroupPlan, GroupRole, ServiceTerm
from groups.services import meeting_plans, rota, service_terms
from groups.views.doors import find_group, host_page
from recovery_network.common.errors import DomainError


@host_page
def plans(request: HttpRequest, code: str) -> HttpResponse:
    """The group's own plans; without one, what its pathway brings."""
    group = find_group(request, code, "groups.edit_plans")
    form = NewPlanForm(request.POST or None)
    if form.is_valid():
        try:
            made = meeting_plans.add_plan(
                actor=request.user, group=group, name=form.cleaned_data["name"], now=timezone.now()
            )
        except DomainError as fault:
            form.add_error(None, str(fault))
        else:
            return redirect("host_plan", group.code, made.code)
    own = GroupPlan.objects.visible_to(request.user).filter(group=group).prefetch_related("steps")
    page = {"nav": "host", "group": group, "plans": own, "form": form}
    page["shipped"] = meeting_plans.shipped_steps(group)
    return render(request, "groups/host_plans.html", page, status=422 if form.is_bound else 200)


@host_page
def edit_plan(request: HttpRequest, code: str, plan: str) -> HttpResponse:
    """Rows of steps; `do` says whether to save, to move a step up or down, or to take the plan off."""
    group = find_group(request, code, "groups.edit_plans")
    own = GroupPlan.objects.visible_to(request.user).filter(group=group)
    found = get_object_or_404(own.select_related("group"), code=plan)
    if request.POST.get("do") == "remove":
        meeting_plans.remove_plan(actor=request.user, plan=found, now=timezone.now())
        messages.success(request, _("The plan is gone."))
        return redirect("host_plans", group.code)
    steps = list(found.steps.values_list("title", "minutes"))
    first = {"name": found.name, "is_usual": found.is_usual}
    form = PlanForm(request.POST or None, steps=steps, initial=first)
    if form.is_valid() and _save(request, found, form):
        return redirect("host_plan", group.code, found.code)
    page = {"nav": "host", "group": group, "plan": found, "form": form}
    page["total"] = sum(minutes for _title, minutes in steps)
    return render(request, "groups/host_plan.html", page, status=422 if form.is_bound else 200)


def _save(request: HttpRequest, plan: GroupPlan, form: PlanForm) -> bool:
    steps = _moved(form.steps(), request.POST.get("do", ""))
    names = {name: form.cleaned_data[name] for name in ("name", "is_usual")}
    try:
        meeting_plans.edit_plan(actor=request.user, plan=plan, steps=steps, now=timezone.now(), **names)
    except DomainError as fault:
        form.add_error(None, str(fault))
        return False
    messages.success(request, _("Saved."))
    return True


def _moved(steps: list[Any], asked: str) -> list[Any]:
    """`up-3` and `down-3`: the step changes places with its neighbour."""
    way, _dash, number = asked.partition("-")
    if way in {"up", "down"} and number.isdecimal():
        at = int(number)
        other = at - 1 if way == "up" else at + 1
        if 0 <= at < len(steps) and 0 <= other < len(steps):
            steps[at], steps[other] = steps[other], steps[at]
    return steps


@host_page
def service(request: HttpRequest, code: str) -> HttpResponse:
    """Who serves now and until when, and giving a service."""
    group = find_group(request, code, "groups.give_service")
    now = timezone.now()
    today = timezone.localdate(now)
    form = ServiceForm(request.POST or None, people=_people(request, group), initial={"from_on": today})
    if form.is_valid():
        try:
            service_terms.give_service(actor=request.user, group=group, now=now, **form.cleaned_data)
        except DomainError as fault:
            form.add_error(None, str(fault))
        else:
            messages.success(request, _("Saved."))
            return redirect("host_service", group.code)
    terms = ServiceTerm.objects.visible_to(request.user).at(today).filter(group=group)
    page = {
        "nav": "host",
        "group": group,
        "form": form,
        "today": today,
        "terms": terms.select_related("user"),
    }
    return render(request, "groups/host_service.html", page, status=422 if form.is_bound else 200)


def _people(request: HttpRequest, group: Group) -> list[Any]:
    """Those of the group whom this host may see, each once."""
    seen = GroupRole.objects.visible_to(request.user).live().filter(group=group).select_related("user")
    people = {role.user_id: role.user for role in seen}
    return sorted(people.values(), key=lambda person: (person.public_name, person.pk))


@host_page
def reliability(request: HttpRequest, code: str) -> HttpResponse:
    """For staff: how often a host came. Each person shown can see that they were."""
    group = find_group(request, code, "groups.see_reliability")
    rows, searches = rota.open_reliability(actor=request.user, group=group, now=timezone.now())
    page = {"nav": "host", "group": group, "rows": rows, "searches": searches}
    return render(request, "groups/host_reliability.html", page)
