"""Pages of two people: their agreement, where they stand, and the way out."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.views.me import members_only
from mentoring.forms.pair import AgreementForm, LookForm, StepBackForm
from mentoring.models import AgreementCopy
from mentoring.services import endings, looks, prompts, walks
from mentoring.views.together import my_pair, run, shown_to
from recovery_network.common.permissions import can


@members_only
@never_cache
def show(request: HttpRequest, code: str) -> HttpResponse:
    """Where the two stand, and what is next."""
    pair = my_pair(request, code)
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
        **shown_to(request.user, pair, timezone.now()),
    }
    return render(request, "mentoring/pair.html", page)


@require_POST
@members_only
def agree(request: HttpRequest, code: str) -> HttpResponseRedirect:
    pair, number = my_pair(request, code), request.POST.get("number", "")
    given: dict[str, Any] = {
        "number": int(number) if number.isdecimal() else 0,
        "text_version": request.POST.get("version", ""),
        "now": timezone.now(),
    }
    said = _("Thank you. You keep a copy on this page.")
    run(request, lambda: walks.agree(actor=request.user, pair=pair, **given), said)
    return redirect("pair", code)


@members_only
@never_cache
def write(request: HttpRequest, code: str) -> HttpResponse:
    """Other words for the agreement, or the same for the next time together."""
    pair = my_pair(request, code)
    initial = AgreementForm.initial_of(walks.newest(pair))
    form = AgreementForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        given = {**form.cleaned_data, "now": timezone.now()}
        said = _("Saved. Both of you read it and agree.")
        run(request, lambda: walks.write_agreement(actor=request.user, pair=pair, **given), said)
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
    pair, deed = my_pair(request, code), DEEDS.get(request.POST.get("do", ""))
    if deed is not None:
        run(request, lambda: deed(actor=request.user, pair=pair, now=timezone.now()), _("Saved."))
    return redirect("people") if deed is walks.walk_again else redirect("pair", code)


@members_only
@never_cache
def step_back(request: HttpRequest, code: str) -> HttpResponse:
    """The way out. No reason is asked."""
    pair = my_pair(request, code)
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
    pair, form = my_pair(request, code), LookForm(request.POST)
    if form.is_valid():
        given = {**form.cleaned_data, "now": timezone.now()}
        said = _("Your centre talks with you within two days.")
        run(request, lambda: looks.ask(actor=request.user, pair=pair, **given), said)
    return redirect("pair", code)


@require_POST
@members_only
def answer(request: HttpRequest, code: str) -> HttpResponseRedirect:
    """How it goes, for oneself. The other person never reads it."""
    pair, said = my_pair(request, code), request.POST.get("answer", "")
    given = {"answer": said, "now": timezone.now()}
    run(request, lambda: prompts.answer(actor=request.user, pair=pair, **given), _("Thank you."))
    return redirect("pair", code)
