"""Check-ins: today's, help first when it is hard, and one's own charts."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_POST, require_safe

from accounts.views.me import members_only
from journey.charts import plot
from journey.forms.check_in import CheckInForm
from journey.models import CheckIn
from journey.services import check_ins as services
from journey.services import way
from journey.views.answers import done, here_and_now, page, removed, saved, sent


@members_only
def today(request: HttpRequest) -> HttpResponse:
    """It is saved first, so that nobody who goes to get help loses it. Then help comes, not numbers."""
    now, today = here_and_now(request)
    kept = CheckIn.objects.visible_to(request.user).filter(local_date=today).first()
    initial = {name: getattr(kept, name) for name in CheckInForm.base_fields} if kept else None
    form = CheckInForm(request.POST or None, initial=initial)
    if done(form, lambda: services.check_in(actor=request.user, now=now, **form.cleaned_data)):
        hard = CheckIn.objects.visible_to(request.user).get(local_date=today).is_hard
        return redirect("help_first") if hard else saved(request, "check_ins")
    return page(request, "check_in", form=form, kept=kept)


@require_safe
@members_only
def help_first(request: HttpRequest) -> HttpResponse:
    return page(request, "help_first")


@require_safe
@members_only
def show(request: HttpRequest) -> HttpResponse:
    """One's own answers of the last 30 days, drawn and as a table. Nobody else's page shows these lines."""
    now, today = here_and_now(request)
    rows = way.recent_check_ins(request.user, now)
    span = {"first": rows[0].local_date, "last": today} if rows else {}
    moods = [(row.local_date, row.mood) for row in rows if row.mood is not None]
    cravings = [(row.local_date, row.craving) for row in rows if row.craving is not None]
    return page(
        request,
        "check_ins",
        rows=rows[::-1],
        mood=plot(moods, low=1, high=5, ticks=[1, 3, 5], **span),
        craving=plot(cravings, low=0, high=10, ticks=[0, 5, 10], **span),
    )


@require_POST
@members_only
def remove(request: HttpRequest) -> HttpResponse:
    now, _today = here_and_now(request)
    try:
        day = parse_date(sent(request, "day"))
    except ValueError:
        day = None
    kept = get_object_or_404(CheckIn.objects.visible_to(request.user), local_date=day)
    services.remove_check_in(actor=request.user, check_in=kept, now=now)
    return removed(request, "check_ins")
