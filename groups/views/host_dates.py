"""What a host does to single dates of a series, and to seasons of it."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from groups.forms.dates import DateForm, SeasonForm
from groups.models import MeetingSeries, Occurrence
from groups.services import dates
from groups.views.doors import find_series, host_page, read_day
from recovery_network.common import times
from recovery_network.common.errors import DomainError

DOINGS = {"cancel": dates.cancel_date, "restore": dates.restore_date}


@require_POST
@host_page
def change_date(request: HttpRequest, code: str) -> HttpResponse:
    """Cancel one date, or put it back."""
    series = find_series(request, code, "groups.change_date")
    service, day = DOINGS.get(request.POST.get("do", "")), read_day(request.POST.get("day", ""))
    if service is not None:
        try:
            service(actor=request.user, series=series, local_date=day, now=timezone.now())
        except DomainError as fault:
            messages.error(request, str(fault))
        else:
            messages.success(request, _("Saved."))
    return redirect("host_series", series.code)


@host_page
def move_date(request: HttpRequest, code: str, day: str) -> HttpResponse:
    series, local_date = find_series(request, code, "groups.change_date"), read_day(day)
    planned = Occurrence.objects.visible_to(request.user).filter(series=series, local_date=local_date)
    meeting = get_object_or_404(planned)
    begins = times.in_zone(meeting.starts_at, series.time_zone)
    first = {"day": begins.date(), "start": begins.time(), "venue": meeting.venue_id}

    def save(form: DateForm) -> None:
        dates.move_date(
            actor=request.user,
            series=series,
            local_date=local_date,
            now=timezone.now(),
            new_date=form.cleaned_data["day"],
            **form.changes(),
        )

    form = DateForm(request.POST or None, series=series, initial=first)
    return _form_page(request, series, form, save, {"title": _("Move one meeting"), "meeting": meeting})


@host_page
def add_date(request: HttpRequest, code: str) -> HttpResponse:
    series = find_series(request, code, "groups.change_date")

    def save(form: DateForm) -> None:
        day, now = form.cleaned_data["day"], timezone.now()
        dates.extra_date(actor=request.user, series=series, local_date=day, now=now, **form.changes())

    form = DateForm(request.POST or None, series=series, initial={"start": series.local_start})
    return _form_page(request, series, form, save, {"title": _("Add a date")})


@host_page
def add_season(request: HttpRequest, code: str) -> HttpResponse:
    series = find_series(request, code)

    def save(form: SeasonForm) -> None:
        dates.add_season(actor=request.user, series=series, now=timezone.now(), **form.cleaned_data)

    form = SeasonForm(request.POST or None, initial={"local_start": series.local_start})
    lead = _("Such as Ramadan or summer. Afterwards the usual hours come back.")
    return _form_page(request, series, form, save, {"title": _("Other hours for a while"), "lead": lead})


def _form_page(
    request: HttpRequest,
    series: MeetingSeries,
    form: forms.Form,
    save: Callable[[Any], None],
    words: dict[str, Any],
) -> HttpResponse:
    if form.is_valid():
        try:
            save(form)
        except DomainError as fault:
            form.add_error(None, str(fault))
        else:
            messages.success(request, _("Saved."))
            return redirect("host_series", series.code)
    page = {"nav": "host", "form": form, "series": series, "group": series.group, **words}
    return render(request, "groups/host_date_form.html", page, status=422 if form.is_bound else 200)


@require_POST
@host_page
def remove_season(request: HttpRequest, code: str) -> HttpResponse:
    series = find_series(request, code)
    number = request.POST.get("season", "")
    season = get_object_or_404(series.seasons.all(), pk=int(number) if number.isdecimal() else 0)
    dates.remove_season(actor=request.user, season=season, now=timezone.now())
    messages.success(request, _("Saved."))
    return redirect("host_series", series.code)
