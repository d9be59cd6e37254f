"""A coordinator's pages of pairs: who walks with whom, and what an act would do before it is done."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from mentoring.models import Look, Pair
from mentoring.services import board, endings, looks, oversight, walks
from mentoring.views.desk import PAGE_SIZE, centre_of, matcher_page
from recovery_network.common.errors import DomainError


@matcher_page
@never_cache
def show_pairs(request: HttpRequest) -> HttpResponse:
    now, centre = timezone.now(), centre_of(request)
    seen = oversight.others(Pair.objects.visible_to(request.user), request.user, centre)
    shown = Paginator(seen, PAGE_SIZE).get_page(request.GET.get("page"))
    pairs = list(shown.object_list)
    board.open_board(actor=request.user, centre=centre, people=[], pairs=pairs, now=now)
    page = {"nav": "centre", "centre": centre, "page_obj": shown, "pairs": pairs}
    return render(request, "mentoring/pairs.html", page)


@matcher_page
@never_cache
def look_after(request: HttpRequest, code: str) -> HttpResponse:
    """What stands about a pair, what each act would do, and then the act."""
    known = Pair.objects.visible_to(request.user).select_related("mentor__centre", "mentee", "guide")
    pair = get_object_or_404(known, code=code)
    if request.method == "POST":
        return _act(request, pair)
    seen = Look.objects.visible_to(request.user)
    opened = oversight.open_pair(actor=request.user, pair=pair, looks=seen, now=timezone.now())
    page = {"nav": "centre", "opened": opened, "pair": pair, "centre": pair.mentor.centre}
    return render(request, "mentoring/look_after.html", page)


def _act(request: HttpRequest, pair: Pair) -> HttpResponse:
    deed, given = request.POST.get("do"), {"actor": request.user, "now": timezone.now()}
    try:
        if deed == "settle":
            looks.settle(look=_look(request, pair), **given)
        elif deed == "pause":
            looks.pause_by_staff(pair=pair, **given)
        elif deed == "go_on":
            walks.go_on(pair=pair, **given)
        elif deed == "end":
            endings.end_by_staff(pair=pair, in_line=True, again_ok=False, **given)
    except DomainError as fault:
        messages.error(request, str(fault))
    else:
        messages.success(request, _("Saved."))
    return redirect("mentor_board")


def _look(request: HttpRequest, pair: Pair) -> Look:
    number = request.POST.get("look", "")
    mine = Look.objects.visible_to(request.user).filter(pair=pair).select_related("pair__mentor__centre")
    return get_object_or_404(mine, pk=number if number.isdecimal() else 0)
