"""Saying that one comes, and the way into a talk elsewhere for those who sit in the meeting."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from groups import link_card
from groups.models import MeetingSeries, Occurrence, Rsvp
from groups.services import meetings, rsvp
from groups.views.doors import read_day
from recovery_network.common.errors import DomainError
from recovery_network.common.permissions import can


@login_required
@require_POST
def answer(request: HttpRequest, code: str, day: str) -> HttpResponse:
    """ "I come", or "I do not come": the button says which."""
    visible = Occurrence.objects.visible_to(request.user).select_related("series__group", "group")
    occurrence = get_object_or_404(visible, series__code=code, local_date=read_day(day))
    now = timezone.now()
    if request.POST.get("do") == "leave":
        rsvp.stay_away(actor=request.user, occurrence=occurrence, now=now)
        messages.success(request, _("Thank you for saying so. Somebody else has the place now."))
        return redirect("meeting", code)
    try:
        mine = rsvp.come(actor=request.user, occurrence=occurrence, now=now)
    except DomainError as fault:
        messages.error(request, str(fault))
    else:
        waits = mine.state == Rsvp.State.WAITING
        said = _("You are on the waiting list. We tell you when a place is free.")
        messages.success(request, said if waits else _("Your place is kept."))
    return redirect("meeting", code)


@login_required
@never_cache
@require_safe
def link(request: HttpRequest, code: str) -> HttpResponse:
    """The whole card, pass code included. For everybody else there is no such page."""
    series = get_object_or_404(MeetingSeries.objects.visible_to(request.user), code=code)
    occurrence = meetings.reachable_occurrence(series=series, now=timezone.now())
    card = link_card.card(series)
    if card is None or occurrence is None or not can(request.user, "groups.read_link", occurrence):
        raise Http404
    page = {"series": series, "card": card, "occurrence": occurrence, "nav": "meetings"}
    return render(request, "groups/link.html", page)
