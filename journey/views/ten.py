"""The ten questions: answer them, and see one's own sums over time. Never a verdict."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from accounts.views.me import members_only
from journey import barc10
from journey.charts import plot
from journey.forms.ten import TenForm
from journey.models import Measure
from journey.services import measures
from journey.views.answers import done, here_and_now, page, removed, saved, sent

SHOWN = 24


@require_safe
@members_only
def show(request: HttpRequest) -> HttpResponse:
    rows = list(Measure.objects.visible_to(request.user).order_by("-taken_on")[:SHOWN])
    drawn = plot(
        [(row.taken_on, row.total) for row in rows[::-1]],
        low=barc10.LOWEST_SUM,
        high=barc10.HIGHEST_SUM,
        ticks=[barc10.LOWEST_SUM, barc10.HIGHEST_SUM],
        mark=barc10.MARK,
    )
    return page(request, "ten", rows=rows, plot=drawn, mark=barc10.MARK)


@members_only
def answer(request: HttpRequest) -> HttpResponse:
    now, _today = here_and_now(request)
    form, language = TenForm(request.POST or None), get_language() or "en"
    take = measures.take_measure
    if done(form, lambda: take(actor=request.user, answers=form.answers, language=language, now=now)):
        return saved(request, "ten")
    return page(request, "ten_form", form=form, is_validated=barc10.is_validated(language))


@require_POST
@members_only
def remove(request: HttpRequest) -> HttpResponse:
    now, _today = here_and_now(request)
    measure = get_object_or_404(Measure.objects.visible_to(request.user), code=sent(request, "measure"))
    measures.remove_measure(actor=request.user, measure=measure, now=now)
    return removed(request, "ten")
