"""A series as its host sees it: describing it, checking what will happen, its dates, pausing it."""

from copy import copy
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from groups import phrases
from groups.forms.series import SeriesForm
from groups.models import MeetingSeries, Occurrence, SeriesException
from groups.services import series as services
from groups.services.dates import mark_of
from groups.services.fields import ChangedMeanwhileError
from groups.services.occurrences import HORIZON
from groups.services.plans import plan
from groups.views.doors import find_group, find_series, host_page
from recovery_network.common import times
from recovery_network.common.errors import DomainError

STATES = {"pause": services.pause_series, "close": services.close_series, "reopen": services.reopen_series}


@host_page
def new_series(request: HttpRequest, code: str) -> HttpResponse:
    group = find_group(request, code, "groups.create_series")
    blank = MeetingSeries(group=group, time_zone=group.time_zone)

    def save(fields: dict[str, Any]) -> MeetingSeries:
        return services.create_series(actor=request.user, group=group, now=timezone.now(), **fields)

    return _describe(request, blank, save)


@host_page
def edit_series(request: HttpRequest, code: str) -> HttpResponse:
    series = find_series(request, code)

    def save(fields: dict[str, Any]) -> MeetingSeries:
        return services.edit_series(actor=request.user, series=series, now=timezone.now(), **fields)

    return _describe(request, series, save)


def _describe(request: HttpRequest, series: MeetingSeries, save: Any) -> HttpResponse:
    """Write, look at what will happen, then save: `do` says which of the three was asked."""
    today = times.in_zone(timezone.now(), series.time_zone).date()
    form, asked = SeriesForm(request.POST or None, instance=copy(series), today=today), request.POST.get("do")
    if not form.is_bound or not form.is_valid():
        return _form_page(request, form, 422 if form.is_bound else 200)
    if form.is_overtaken(series):
        return _form_page(request, form.beside(series, today=today), 409)
    if asked == "edit":
        return _form_page(request, form, 200)
    if asked != "save":
        return _check_page(request, form)
    try:
        made = save(form.described())
    except ChangedMeanwhileError:  # between reading and locking: once more, with what stands now
        series.refresh_from_db()
        return _describe(request, series, save)
    except DomainError as fault:
        form.add_error(None, str(fault))
        return _form_page(request, form, 422)
    messages.success(request, _("Saved."))
    return redirect("host_series", made.code)


def _form_page(request: HttpRequest, form: SeriesForm, status: int) -> HttpResponse:
    page = {"nav": "host", "form": form, "group": form.instance.group, "series": form.instance}
    return render(request, "groups/host_series_form.html", page, status=status)


def _check_page(request: HttpRequest, form: SeriesForm) -> HttpResponse:
    series = form.instance
    page = {
        "nav": "host",
        "form": form,
        "group": series.group,
        "series": series,
        "said": _said(series),
        "plan": plan(series=series, viewer=request.user, now=timezone.now()),
        "zones": [name for name, _label in times.NEAR_ZONES if name != series.time_zone],
    }
    return render(request, "groups/host_series_check.html", page)


def _said(series: MeetingSeries) -> str:
    return "" if series.by_appointment else phrases.rule(series.rule)


@host_page
def show_series(request: HttpRequest, code: str) -> HttpResponse:
    """Ten weeks of dates, each with what can be done to it."""
    series, now = find_series(request, code), timezone.now()
    rows = Occurrence.objects.visible_to(request.user).filter(
        series=series, ends_at__gt=now, starts_at__lt=now + HORIZON + timedelta(days=1)
    )
    differs = {row.local_date: row for row in series.exceptions.all()}
    page = {
        "nav": "host",
        "series": series,
        "group": series.group,
        "dates": [_date(each, differs.get(each.local_date)) for each in rows.order_by("starts_at", "pk")],
        "said": _said(series),
        "seasons": series.seasons.filter(to_on__gte=now.date() - timedelta(days=1)),
        "now": now,
    }
    return render(request, "groups/host_series.html", page)


def _date(meeting: Occurrence, differs: SeriesException | None) -> tuple[Any, ...]:
    """A date, how it differs from the rule, and the mark of what is shown here."""
    return meeting, differs, mark_of(differs)


@require_POST
@host_page
def set_series_state(request: HttpRequest, code: str) -> HttpResponse:
    series = find_series(request, code)
    if (service := STATES.get(request.POST.get("do", ""))) is not None:
        service(actor=request.user, series=series, now=timezone.now())
        messages.success(request, _("Saved."))
    return redirect("host_series", series.code)
