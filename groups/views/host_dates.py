"""What a host does to single dates of a series, and to seasons of it."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from groups.forms.dates import DateForm, SeasonForm
from groups.models import MeetingSeries, Occurrence, SeriesException
from groups.services import dates
from groups.services.fields import ChangedMeanwhileError
from groups.views.doors import find_series, host_page, read_day
from notifications import kinds
from recovery_network.common import times
from recovery_network.common.errors import DomainError

DOINGS = {"cancel": dates.cancel_date, "restore": dates.restore_date}


@require_POST
@host_page
def change_date(request: HttpRequest, code: str) -> HttpResponse:
    """Cancel one date, after asking once more what people will then read, or put it back."""
    series = find_series(request, code, "groups.change_date")
    service, day = DOINGS.get(request.POST.get("do", "")), read_day(request.POST.get("day", ""))
    if service is dates.cancel_date and not request.POST.get("sure"):
        coming = Occurrence.objects.visible_to(request.user).filter(starts_at__gt=timezone.now())
        if meeting := coming.filter(series=series, local_date=day, status="scheduled").first():
            return _sure(request, series, meeting)
    if service is not None:
        try:
            opened = request.POST.get("opened") or None
            service(actor=request.user, series=series, local_date=day, now=timezone.now(), opened=opened)
        except DomainError as fault:
            messages.error(request, str(fault))
        else:
            messages.success(request, _("Saved."))
    return redirect("host_series", series.code)


def _sure(request: HttpRequest, series: MeetingSeries, meeting: Occurrence) -> HttpResponse:
    when = times.when(meeting.starts_at, timezone.now(), series.time_zone)
    note = kinds.title("groups.cancelled", {"name": series.title, "when": when}, neutral=False)
    page = {"series": series, "meeting": meeting, "opened": request.POST.get("opened", "")}
    page |= {"when": when, "place": times.zone_label(series.time_zone), "note": note, "nav": "host"}
    return render(request, "groups/host_cancel_date.html", page)


@host_page
def move_date(request: HttpRequest, code: str, day: str) -> HttpResponse:
    series, local_date = find_series(request, code, "groups.change_date"), read_day(day)

    def save(form: DateForm) -> None:
        moved = {"new_date": form.cleaned_data["day"], "opened": form.cleaned_data["opened"] or None}
        doing = {"actor": request.user, "series": series, "local_date": local_date, "now": timezone.now()}
        dates.move_date(**doing, **moved, **form.changes())

    meeting, known = _meeting(request, series, local_date)
    form = DateForm(request.POST or None, series=series, initial=_as_it_is(meeting, known, series))
    page = {"title": _("Move one meeting"), "meeting": meeting}
    try:
        return _form_page(request, series, form, save, page)
    except ChangedMeanwhileError:
        meeting, known = _meeting(request, series, local_date)
        typed = form.cleaned_data | {"opened": dates.mark_of(known)}
        page |= {"meeting": meeting, "form": DateForm(series=series, initial=typed), "news": True}
        return _shown(request, series, page | {"differs": known}, 409)


def _meeting(
    request: HttpRequest, series: MeetingSeries, local_date: date
) -> tuple[Occurrence, SeriesException | None]:
    """The meeting of a date, and what a host said of that date so far."""
    planned = Occurrence.objects.visible_to(request.user).filter(series=series, local_date=local_date)
    return get_object_or_404(planned), series.exceptions.filter(local_date=local_date).first()


def _as_it_is(meeting: Occurrence, known: SeriesException | None, series: MeetingSeries) -> dict[str, Any]:
    begins = times.in_zone(meeting.starts_at, series.time_zone)
    return {
        "day": begins.date(),
        "start": begins.time(),
        "minutes": known.new_duration if known else None,
        "venue": meeting.venue_id,
        "note": known.note if known else "",
        "opened": dates.mark_of(known),
    }


@host_page
def add_date(request: HttpRequest, code: str) -> HttpResponse:
    series = find_series(request, code, "groups.change_date")
    page: dict[str, Any] = {"title": _("Add a date")}

    def save(form: DateForm) -> None:
        day, now = form.cleaned_data["day"], timezone.now()
        planned = Occurrence.objects.visible_to(request.user).filter(series=series, starts_at__gt=now)
        page["already"] = planned.filter(local_date=day).first()
        dates.extra_date(actor=request.user, series=series, local_date=day, now=now, **form.changes())

    form = DateForm(request.POST or None, series=series, initial={"start": series.local_start})
    return _form_page(request, series, form, save, page)


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
        except ChangedMeanwhileError:
            raise
        except DomainError as fault:
            form.add_error(None, str(fault))
        else:
            messages.success(request, _("Saved."))
            return redirect("host_series", series.code)
    return _shown(request, series, {"form": form} | words, 422 if form.is_bound else 200)


def _shown(request: HttpRequest, series: MeetingSeries, page: dict[str, Any], status: int) -> HttpResponse:
    page = {"nav": "host", "series": series, "group": series.group, **page}
    return render(request, "groups/host_date_form.html", page, status=status)


@require_POST
@host_page
def remove_season(request: HttpRequest, code: str) -> HttpResponse:
    series = find_series(request, code)
    number = request.POST.get("season", "")
    season = get_object_or_404(series.seasons.all(), pk=int(number) if number.isdecimal() else 0)
    dates.remove_season(actor=request.user, season=season, now=timezone.now())
    messages.success(request, _("Saved."))
    return redirect("host_series", series.code)
