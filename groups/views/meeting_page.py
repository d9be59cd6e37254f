"""The page of one meeting and its calendar file."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import quote_etag
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from groups import calendars, meeting
from groups.models import MeetingSeries
from groups.services import reminders

CALENDAR_SECONDS = 900


@require_safe
def show(request: HttpRequest, code: str) -> HttpResponse:
    """One meeting. The exact address stands on it only when asked for, and never for search engines."""
    series = get_object_or_404(
        MeetingSeries.objects.visible_to(request.user)
        .select_related("group__pathway", "group__programme", "group__centre", "venue")
        .prefetch_related("languages", "types__programme"),
        code=code,
    )
    page = meeting.page(series, request.user, timezone.now(), timezone.get_current_timezone())
    asked = request.GET.get("address") == "1"
    context = {"page": page, "series": series, "address_shown": asked and page.has_address, "nav": "meetings"}
    context["is_reminded"] = reminders.is_reminded(user=request.user, series=series)
    response = render(request, "groups/meeting.html", context)
    response["X-Robots-Tag"] = "noindex"
    return response


@require_safe
def calendar(request: HttpRequest, code: str) -> HttpResponse:
    """The series for a calendar program: neutral words, the right hour after every change of clocks."""
    visible = MeetingSeries.objects.visible_to(request.user).filter(by_appointment=False)
    series = get_object_or_404(visible.select_related("group", "venue"), code=code)
    body = calendars.of_series(series, timezone.now(), request.build_absolute_uri(series.get_absolute_url()))
    etag = quote_etag(calendars.fingerprint(body))
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="meeting.ics"'
    response["ETag"], response["X-Robots-Tag"] = etag, "noindex"
    patch_cache_control(response, private=True, max_age=CALENDAR_SECONDS)
    return get_conditional_response(request, etag=etag, response=response)


@login_required
@require_POST
def remind(request: HttpRequest, code: str) -> HttpResponse:
    """Remind me, or stop: the page says which, and a second press changes nothing."""
    series = get_object_or_404(MeetingSeries.objects.visible_to(request.user), code=code)
    if request.POST.get("stop"):
        reminders.stop_reminding(actor=request.user, series=series, now=timezone.now())
        messages.success(request, _("We will not remind you of this meeting."))
    else:
        reminders.remind_me(actor=request.user, series=series, now=timezone.now())
        by_mail = _("We will remind you of this meeting.")
        messages.success(
            request, by_mail if request.user.email else _("We will remind you here, on this site.")
        )
    return redirect("meeting", code)
