"""Pages of somebody who offers to be a mentor: the offer, a pause, and the questions to answer."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.models import Centre
from accounts.views.me import members_only
from mentoring.customs import Hope
from mentoring.forms.offer import ApplyForm, OfferForm, initial_of
from mentoring.models import Mentor, Suggestion
from mentoring.services import offers, suggestions
from mentoring.views.cards import cards
from mentoring.views.own import my_centre
from recovery_network.common.errors import DomainError
from recovery_network.common.times import in_zone


def _mine(request: HttpRequest) -> Mentor | None:
    own = Mentor.objects.visible_to(request.user).filter(user=request.user)
    live = own.exclude(state=Mentor.State.ENDED).select_related("centre")
    return live.prefetch_related("languages", "pathways", "hours").order_by("-applied_at").first()


@members_only
@never_cache
def offer(request: HttpRequest) -> HttpResponse:
    """Offer to be a mentor, or change what one offers."""
    mentor = _mine(request)
    centre = mentor.centre if mentor else my_centre(request)
    if centre is None:
        return render(request, "mentoring/no_centre.html", {"nav": "me"})
    today = in_zone(timezone.now(), centre.time_zone).date()
    form_class = ApplyForm if mentor is None else OfferForm
    form = form_class(request.POST or None, today=today, initial=initial_of(mentor, request.user))
    if form.is_valid() and (done := _saved(request, mentor, centre, form)):
        return done
    page = {
        "nav": "me",
        "form": form,
        "mentor": mentor,
        "serves": mentor is not None and mentor.serves(today),
    }
    return render(request, "mentoring/offer.html", page, status=422 if form.is_bound else 200)


def _saved(request: HttpRequest, mentor: Mentor | None, centre: Centre, form: Any) -> HttpResponse | None:
    """The way on, or None when the form has to be shown again."""
    given = {"fields": form.offered(), "hours": form.spans(), "now": timezone.now()}
    try:
        if mentor is None:
            offers.apply(actor=request.user, centre=centre, references=form.references(), **given)
        else:
            offers.edit_offer(actor=request.user, mentor=mentor, **given)
    except DomainError as fault:
        form.add_error(None, str(fault))
        return None
    messages.success(request, _("Saved.") if mentor else _("Thank you. Your centre talks with you next."))
    return redirect("my_offer")


@require_POST
@members_only
def change(request: HttpRequest) -> HttpResponseRedirect:
    """A pause, the end of a pause, or the end."""
    mentor, now, deed = _mine(request), timezone.now(), request.POST.get("do")
    if mentor is not None and deed in {"pause", "go_on"}:
        offers.set_pause(actor=request.user, mentor=mentor, paused=deed == "pause", now=now)
        messages.success(request, _("Saved."))
    elif mentor is not None and deed == "end":
        offers.end_offer(actor=request.user, mentor=mentor, now=now)
        messages.success(request, _("Thank you for walking with people."))
    return redirect("people")


@members_only
@never_cache
def asked(request: HttpRequest) -> HttpResponse:
    """Who would like to meet me."""
    questions = Suggestion.objects.visible_to(request.user).filter(
        guide=request.user, state=Suggestion.State.ASKED
    )
    rows = cards(questions.select_related("mentee", "request").order_by("asked_at", "pk"))
    hopes = dict(Hope.choices)
    shown = [(card, [hopes[each] for each in card.suggestion.request.hopes]) for card in rows]
    return render(request, "mentoring/asked.html", {"nav": "me", "rows": shown})


@require_POST
@members_only
def answer(request: HttpRequest, code: str) -> HttpResponseRedirect:
    mine = Suggestion.objects.visible_to(request.user).filter(guide=request.user)
    suggestion = get_object_or_404(mine, code=code)
    yes = request.POST.get("do") == "yes"
    try:
        suggestions.answer(actor=request.user, suggestion=suggestion, yes=yes, now=timezone.now())
    except DomainError as fault:
        messages.error(request, str(fault))
    else:
        said = _("You said yes. Thank you.") if yes else _("Fine. They read that you have no free time now.")
        messages.success(request, said)
    return redirect("my_asked")
