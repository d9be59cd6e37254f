"""Pages of two people: their agreement, where they stand, and the way out."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.views.me import members_only
from mentoring.forms.pair import AgreementForm, LookForm, StepBackForm
from mentoring.models import AgreementCopy, Pair
from mentoring.services import endings, looks, prompts, walks
from recovery_network.common.errors import DomainError
from recovery_network.common.permissions import can


def _mine(request: HttpRequest, code: str) -> Pair:
    """One's own, also when it has ended. To staff, as to everybody, the page does not exist."""
    own = Pair.objects.visible_to(request.user).filter(Q(mentee=request.user) | Q(guide=request.user))
    return get_object_or_404(own.select_related("mentee", "guide", "mentor__centre", "room"), code=code)


def _done(request: HttpRequest, deed: Callable[[], object], said: str) -> bool:
    try:
        deed()
    except DomainError as fault:
        messages.error(request, str(fault))
        return False
    messages.success(request, said)
    return True


@members_only
@never_cache
def show(request: HttpRequest, code: str) -> HttpResponse:
    """Where the two stand, and what is next."""
    pair = _mine(request, code)
    agreed = walks.newest(pair)
    copies = AgreementCopy.objects.visible_to(request.user).filter(agreement__pair=pair)
    page = {
        "nav": "me",
        "pair": pair,
        "other": pair.other(request.user),
        "agreed": agreed,
        "lines": walks.sentences(agreed),
        "mine": copies.filter(agreement=agreed).exists(),
        "copies": copies.select_related("agreement").order_by("-signed_at"),
        "may_go_on": can(request.user, "mentoring.go_on", pair),
        "may_again": can(request.user, "mentoring.walk_again", pair),
        "asked_again": pair.again_asked_by_id not in (None, request.user.pk),
        "form": LookForm(),
        "question": prompts.Answer.choices if prompts.due_day(pair, request.user, timezone.now()) else None,
    }
    return render(request, "mentoring/pair.html", page)


@require_POST
@members_only
def agree(request: HttpRequest, code: str) -> HttpResponseRedirect:
    pair, number = _mine(request, code), request.POST.get("number", "")
    given: dict[str, Any] = {
        "number": int(number) if number.isdecimal() else 0,
        "text_version": request.POST.get("version", ""),
        "now": timezone.now(),
    }
    said = _("Thank you. You keep a copy on this page.")
    _done(request, lambda: walks.agree(actor=request.user, pair=pair, **given), said)
    return redirect("pair", code)


@members_only
@never_cache
def write(request: HttpRequest, code: str) -> HttpResponse:
    """Other words for the agreement, or the same for the next time together."""
    pair = _mine(request, code)
    initial = AgreementForm.initial_of(walks.newest(pair))
    form = AgreementForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        given = {**form.cleaned_data, "now": timezone.now()}
        said = _("Saved. Both of you read it and agree.")
        _done(request, lambda: walks.write_agreement(actor=request.user, pair=pair, **given), said)
        return redirect("pair", code)
    page = {"nav": "me", "pair": pair, "form": form}
    return render(request, "mentoring/write_agreement.html", page, status=422 if form.is_bound else 200)


DEEDS = {
    "pause": walks.pause,
    "go_on": walks.go_on,
    "again": walks.walk_again,
    "not_again": walks.not_again,
}


@require_POST
@members_only
def change(request: HttpRequest, code: str) -> HttpResponseRedirect:
    """A rest, the end of a rest, and whether the two would walk together again."""
    pair, deed = _mine(request, code), DEEDS.get(request.POST.get("do", ""))
    if deed is not None:
        _done(request, lambda: deed(actor=request.user, pair=pair, now=timezone.now()), _("Saved."))
    return redirect("people") if deed is walks.walk_again else redirect("pair", code)


@members_only
@never_cache
def step_back(request: HttpRequest, code: str) -> HttpResponse:
    """The way out. No reason is asked."""
    pair = _mine(request, code)
    form = StepBackForm(
        request.POST if request.method == "POST" else None, asks=pair.mentee_id == request.user.pk
    )
    if form.is_valid():
        endings.step_back(
            actor=request.user,
            pair=pair,
            somebody_else=form.cleaned_data.get("somebody_else", False),
            again_ok=not form.cleaned_data["not_again"],
            words=form.cleaned_data["words"],
            now=timezone.now(),
        )
        messages.success(request, _("Your pairing has ended. This happens often and is nobody’s fault."))
        return redirect("people")
    page = {"nav": "me", "pair": pair, "other": pair.other(request.user), "form": form}
    return render(request, "mentoring/step_back.html", page, status=422 if form.is_bound else 200)


@require_POST
@members_only
def ask_to_look(request: HttpRequest, code: str) -> HttpResponseRedirect:
    pair, form = _mine(request, code), LookForm(request.POST)
    if form.is_valid():
        given = {**form.cleaned_data, "now": timezone.now()}
        said = _("Your centre talks with you within two days.")
        _done(request, lambda: looks.ask(actor=request.user, pair=pair, **given), said)
    return redirect("pair", code)


@require_POST
@members_only
def answer(request: HttpRequest, code: str) -> HttpResponseRedirect:
    """How it goes, for oneself. The other person never reads it."""
    pair, said = _mine(request, code), request.POST.get("answer", "")
    given = {"answer": said, "now": timezone.now()}
    _done(request, lambda: prompts.answer(actor=request.user, pair=pair, **given), _("Thank you."))
    return redirect("pair", code)
