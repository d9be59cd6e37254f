"""Who is on duty, the centre's steps for a check, and the help lines that somebody must call."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.models import Centre
from accounts.staff import staff_required
from recovery_network.common.errors import DomainError
from safeguarding.forms import ChecklistForm, LineForm, ShiftForm
from safeguarding.models import CrisisLine, DutyShift
from safeguarding.models.line import KEEPERS
from safeguarding.services import duty, lines

keeper_page = staff_required(*KEEPERS)
PAGE_SIZE = 50


def _centres(request: HttpRequest) -> Any:
    keeps = request.user.staff_roles.live().filter(role__in=KEEPERS).values("centre")
    return Centre.objects.visible_to(request.user).filter(pk__in=keeps).order_by("name", "pk")


def _centre(request: HttpRequest) -> Centre:
    """The one named, or the first; another centre's is 404."""
    code = request.POST.get("centre") or request.GET.get("centre")
    found = _centres(request)
    return get_object_or_404(found.filter(code=code) if code else found[:1])


@keeper_page
@never_cache
def rota(request: HttpRequest) -> HttpResponse:
    return _show_rota(request, _centre(request))


def _show_rota(request: HttpRequest, centre: Centre, **context: Any) -> HttpResponse:
    now = timezone.now()
    coming = DutyShift.objects.visible_to(request.user).filter(centre=centre, ends_at__gt=now)
    page = {
        "nav": "centre",
        "centre": centre,
        "centres": _centres(request),
        "shifts": coming.select_related("user").order_by("starts_at", "place", "pk"),
        "nobody": not duty.on_duty(centre, now),
        "shift_form": ShiftForm(staff=duty.staff_of(centre)),
        "steps_form": ChecklistForm(initial={"steps": "\n".join(duty.checklist(centre))}),
    }
    status = 422 if "form" in context else 200
    return render(request, "safeguarding/rota.html", page | context, status=status)


@require_POST
@keeper_page
def add_shift(request: HttpRequest) -> HttpResponse:
    centre = _centre(request)
    form = ShiftForm(request.POST, staff=duty.staff_of(centre))
    if form.is_valid():
        data = form.cleaned_data
        try:
            duty.add_shift(
                actor=request.user,
                centre=centre,
                user=data["person"],
                starts_at=data["starts_at"],
                ends_at=data["ends_at"],
                place=data["place"],
                now=timezone.now(),
            )
        except DomainError as fault:
            form.add_error(None, str(fault))
        else:
            return _back(request, centre)
    return _show_rota(request, centre, shift_form=form, form=form)


def _back(request: HttpRequest, centre: Centre) -> HttpResponse:
    messages.success(request, _("Saved."))
    return redirect(f"{reverse('rota')}?centre={centre.code}")


@require_POST
@keeper_page
def end_shift(request: HttpRequest) -> HttpResponse:
    centre = _centre(request)
    shifts = DutyShift.objects.visible_to(request.user).filter(centre=centre).select_related("centre")
    shift = get_object_or_404(shifts, code=request.POST.get("shift", ""))
    duty.end_shift(actor=request.user, shift=shift, now=timezone.now())
    return _back(request, centre)


@require_POST
@keeper_page
def save_checklist(request: HttpRequest) -> HttpResponse:
    centre = _centre(request)
    form = ChecklistForm(request.POST, language=centre.language)
    if form.is_valid():
        try:
            steps = form.cleaned_data["steps"]
            duty.save_checklist(actor=request.user, centre=centre, steps=steps, now=timezone.now())
        except DomainError as fault:
            form.add_error("steps", str(fault))
        else:
            return _back(request, centre)
    return _show_rota(request, centre, steps_form=form, form=form)


def _lines(request: HttpRequest) -> Any:
    """Those of the countries of one's centres."""
    countries = _centres(request).values("country")
    return CrisisLine.objects.visible_to(request.user).filter(country__in=countries)


@keeper_page
@never_cache
def help_lines(request: HttpRequest) -> HttpResponse:
    """What must be called again comes first."""
    today = timezone.now().date()
    found = _lines(request).order_by("retired_at", "expires_on", "country", "place", "name", "pk")
    page_obj = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    rows = [(line, line.is_verified(today), line.is_stale(today)) for line in page_obj]
    return render(request, "safeguarding/lines.html", {"nav": "centre", "rows": rows, "page_obj": page_obj})


@keeper_page
@never_cache
def help_line(request: HttpRequest, key: str) -> HttpResponse:
    """Call the number, then say so."""
    line = get_object_or_404(_lines(request), key=key)
    form = LineForm(request.POST or None, initial={"number": line.number, "number_shown": line.number_shown})
    if form.is_valid():
        lines.verify_line(
            actor=request.user,
            line=line,
            number=form.cleaned_data["number"],
            number_shown=form.cleaned_data["number_shown"],
            now=timezone.now(),
        )
        messages.success(request, _("Marked as checked today."))
        return redirect("help_lines")
    page = {"nav": "centre", "line": line, "form": form}
    return render(request, "safeguarding/line.html", page, status=422 if form.is_bound else 200)


@require_POST
@keeper_page
def change_line(request: HttpRequest, key: str) -> HttpResponse:
    services = {"retire": lines.retire_line, "expire": lines.expire_line}
    service, line = services.get(request.POST.get("do", "")), get_object_or_404(_lines(request), key=key)
    if service is not None:
        try:
            service(actor=request.user, line=line, now=timezone.now())
        except DomainError as fault:
            messages.error(request, str(fault))
        else:
            messages.success(request, _("Saved."))
    return redirect("help_lines")
