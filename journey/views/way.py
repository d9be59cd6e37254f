"""One's way: days, goals and tools on one page, and the days themselves."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST, require_safe

from accounts.views.me import members_only
from journey.forms.days import BeginAgainForm, DaysForm, of_days
from journey.models import CountedDays, Goal, State
from journey.services import days as services
from journey.services import setbacks, way
from journey.services.setbacks import NewStart
from journey.views.answers import done, here_and_now, page, removed, saved

FIRST_CHOICES = {"first_day": 0, "pack": "usual", "missing": "before", "shows_count": True}


@require_safe
@members_only
def show(request: HttpRequest) -> HttpResponse:
    now, _today = here_and_now(request)
    days = CountedDays.objects.visible_to(request.user).prefetch_related("stretches")
    going = Goal.objects.visible_to(request.user).exclude(state__in=[State.DONE, State.CHANGED])
    return page(request, "way", counts=way.counts(request.user, days, now), goals=going[:3])


@members_only
def add_days(request: HttpRequest) -> HttpResponse:
    now, _today = here_and_now(request)
    form = DaysForm(request.POST or None, initial=FIRST_CHOICES, zone=request.user.time_zone, now=now)
    if done(form, lambda: services.add_days(actor=request.user, now=now, **form.cleaned_data)):
        return saved(request, "way")
    return page(request, "days_form", form=form)


@members_only
def change_days(request: HttpRequest, code: str) -> HttpResponse:
    now, _today = here_and_now(request)
    days = get_object_or_404(CountedDays.objects.visible_to(request.user), code=code)
    zone = request.user.time_zone
    form = DaysForm(request.POST or None, initial=of_days(days, zone), zone=zone, now=now)
    if done(form, lambda: services.change_days(actor=request.user, days=days, now=now, **form.cleaned_data)):
        return saved(request, "way")
    return page(request, "days_form", form=form, days=days)


@require_POST
@members_only
def remove_days(request: HttpRequest, code: str) -> HttpResponse:
    now, _today = here_and_now(request)
    days = get_object_or_404(CountedDays.objects.visible_to(request.user), code=code)
    services.remove_days(actor=request.user, days=days, now=now)
    return removed(request, "way")


@members_only
def begin_again(request: HttpRequest, code: str) -> HttpResponse:
    """Which day, who may know (nobody, unless they are named now), and one next step."""
    now, today = here_and_now(request)
    days = get_object_or_404(CountedDays.objects.visible_to(request.user), code=code)
    readers = setbacks.readers_of_days(request.user, now)
    form = BeginAgainForm(request.POST or None, today=today, readers=readers)
    deed = partial(setbacks.begin_again_from, actor=request.user, days=days, now=now)
    if done(form, lambda: deed(said=NewStart(**form.cleaned_data))):
        return redirect("begun_again", code)
    return page(request, "begin_again", form=form, days=days)


@require_safe
@members_only
def begun_again(request: HttpRequest, code: str) -> HttpResponse:
    """What stays, and the next step."""
    now, _today = here_and_now(request)
    mine = CountedDays.objects.visible_to(request.user).prefetch_related("stretches")
    days = get_object_or_404(mine, code=code)
    step = Goal.objects.visible_to(request.user).filter(state=State.NOT_YET).last()
    return page(request, "begun_again", count=way.count(request.user, days, now), step=step)
