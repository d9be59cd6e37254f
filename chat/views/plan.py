"""The plan of the meeting: a host goes from step to step."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from chat.forms import StepForm
from chat.services import plan
from chat.views.turns import do


@login_required
@require_POST
def step(request: HttpRequest, code: str) -> HttpResponse:
    form = StepForm(request.POST)
    if not form.is_valid():
        raise Http404
    place = form.cleaned_data["place"]
    if place is None:
        return do(request, code, plan.next_step)
    return do(request, code, plan.start_step, place=place)
