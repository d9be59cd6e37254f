"""Checks on a person, for hosts who were asked, the person on duty and the centre's staff."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.staff import way_to_second_step
from recovery_network.common.errors import DomainError
from recovery_network.common.permissions import can
from safeguarding.forms import NoteForm
from safeguarding.models import Check
from safeguarding.raised import words_of
from safeguarding.services import checks as services
from safeguarding.services import duty

SHOWN = 50
DOINGS = {
    "take": services.take_check,
    "hand_on": services.hand_on_check,
    "finish": services.finish_check,
}


def check_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Signed in with a name; staff have passed their second step. Overdue checks move on first."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_guest:
            raise Http404
        services.hand_on_overdue(now=timezone.now())
        works = request.user.staff_roles.live().exists()
        return (way_to_second_step(request) if works else None) or view(request, *args, **kwargs)

    return login_required(never_cache(guarded))


@check_page
def check_list(request: HttpRequest) -> HttpResponse:
    found = Check.objects.visible_to(request.user).open().select_related("taken_by")
    checks = list(found.order_by("opened_at", "pk")[:SHOWN])
    said = words_of(checks, request.user)
    page = {"nav": "host", "checks": [(each, said.get(each.pk)) for each in checks]}
    return render(request, "safeguarding/checks.html", page)


def _check(request: HttpRequest, code: str) -> Check:
    visible = Check.objects.visible_to(request.user).select_related("taken_by", "about", "centre")
    return get_object_or_404(visible, code=code)


@check_page
def show_check(request: HttpRequest, code: str) -> HttpResponse:
    check = _check(request, code)
    now = timezone.now()
    services.see_check(actor=request.user, check=check, now=now)
    steps = list(check.steps.select_related("by"))
    done = {step.text for step in steps if step.kind == step.Kind.STEP}
    page = {
        "nav": "host",
        "check": check,
        "words": words_of([check], request.user).get(check.pk),
        "steps": steps,
        "checklist": [(text, text in done) for text in duty.checklist(check.centre)],
        "mine": can(request.user, "safeguarding.work_on_check", check),
        "seconds_left": max(0, int((check.hand_over_at - now).total_seconds())),
        "form": NoteForm(),
    }
    return render(request, "safeguarding/check.html", page)


@require_POST
@check_page
def do_check(request: HttpRequest, code: str) -> HttpResponse:
    check, service = _check(request, code), DOINGS.get(request.POST.get("do", ""))
    if service is not None:
        try:
            service(actor=request.user, check=check, now=timezone.now())
        except DomainError as fault:
            messages.error(request, str(fault))
        else:
            messages.success(request, _("Saved."))
    return redirect("check", code)


@require_POST
@check_page
def note_step(request: HttpRequest, code: str) -> HttpResponse:
    check, step = _check(request, code), request.POST.get("step", "")
    try:
        services.note_step(
            actor=request.user,
            check=check,
            text=step or request.POST.get("text", ""),
            is_note=not step,
            now=timezone.now(),
        )
    except DomainError as fault:
        messages.error(request, str(fault))
    return redirect("check", code)
