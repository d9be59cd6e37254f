"""A round: asked for, worked out with progress, looked at, and shown or dropped."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from mentoring.models import Round, Suggestion
from mentoring.services import board, rounds
from mentoring.views.cards import cards
from mentoring.views.desk import PAGE_SIZE, centre_of, matcher_page
from recovery_network.common.errors import DomainError

LOOK_AGAIN = "3"  # seconds; a header, so that the page moves on without scripts


@require_POST
@matcher_page
def start_round(request: HttpRequest) -> HttpResponseRedirect:
    made = rounds.start_round(actor=request.user, centre=centre_of(request), now=timezone.now())
    return redirect("mentor_round", made.code)


def _round(request: HttpRequest, code: str) -> Round:
    found = Round.objects.visible_to(request.user).select_related("centre").defer("pool")
    return get_object_or_404(found, code=code)


@matcher_page
@never_cache
def show_round(request: HttpRequest, code: str) -> HttpResponse:
    """Where it stands, and exactly what would be shown to whom."""
    round = _round(request, code)
    prepared = Suggestion.objects.visible_to(request.user).filter(round=round, position=1)
    rows = prepared.exclude(mentee=request.user).select_related("mentee", "mentor__user", "request__user")
    page_obj = Paginator(rows.order_by("request__queue_from", "pk"), PAGE_SIZE).get_page(
        request.GET.get("page")
    )
    people = [side for row in page_obj.object_list for side in (row.request, row.mentor)]
    board.open_board(actor=request.user, centre=round.centre, people=people, now=timezone.now())
    page = {"nav": "centre", "round": round, "page_obj": page_obj, "cards": cards(page_obj.object_list)}
    response = render(request, "mentoring/round.html", page)
    if round.is_busy:
        response["Refresh"] = LOOK_AGAIN
    return response


@require_POST
@matcher_page
def settle_round(request: HttpRequest, code: str) -> HttpResponseRedirect:
    services = {"show": rounds.show_round, "drop": rounds.drop_round}
    service, round = services.get(request.POST.get("do", "")), _round(request, code)
    try:
        if service is not None:
            service(actor=request.user, round=round, now=timezone.now())
            messages.success(request, _("Saved."))
    except DomainError as fault:
        messages.error(request, str(fault))
    return redirect("mentor_round", code)
