"""The ally link: made and answered by a member, used by somebody who holds its code."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from accounts import consent_texts, limits
from accounts.rules import is_member
from accounts.shareable import labels
from accounts.views.me import members_only
from journey.forms.allies import AllyCodeForm, AllyForm
from journey.models import AllyLink
from journey.services import allies, sharing
from journey.views.answers import done, here_and_now, page
from recovery_network.common.codes import read_typed_code
from recovery_network.common.errors import DomainError


@members_only
@never_cache
def offer(request: HttpRequest) -> HttpResponse:
    """First the choice, then the page as that person would see it, then the code, in this answer only."""
    now, today = here_and_now(request)
    form = AllyForm(request.POST or None, today=today)
    if not (form.is_bound and form.is_valid()):
        return page(request, "ally_form", form=form, nav="me")
    made: dict[str, Any] = {}
    if request.POST.get("yes") and done(form, lambda: made.update(_offer(request, form, now))):
        return page(request, "ally_made", **made, nav="me")
    shown = sharing.page_of(request.user, form.cleaned_data["items"], now)
    form.auto_id = False  # its fields are hidden here, and nothing stands beside them
    return page(request, "ally_check", form=form, shown=shown, words=_words(), nav="me")


def _offer(request: HttpRequest, form: AllyForm, now: Any) -> dict[str, Any]:
    link, code = allies.offer(actor=request.user, now=now, **form.cleaned_data)
    address = request.build_absolute_uri(reverse("take_ally", args=[code]))
    return {"link": link, "code": code, "address": address}


def _words() -> tuple[Any, ...]:
    return consent_texts.TEXTS[consent_texts.CURRENT]


@members_only
@never_cache
def answer(request: HttpRequest, code: str) -> HttpResponse:
    """One's own link: nobody came yet, or somebody did: their name, what they would see, yes or no."""
    now = timezone.now()
    found = [each for each in allies.waiting(request.user, now) if each.code == code]
    if not found:
        raise Http404
    link = found[0]
    if request.method == "POST":
        return _answered(request, link)
    shown = sharing.page_of(request.user, link.items, now)
    context = {"shown": shown, "labels": labels(link.items), "words": _words()}
    return page(request, "ally", link=link, version=consent_texts.CURRENT, nav="me", **context)


def _answered(request: HttpRequest, link: AllyLink) -> HttpResponse:
    now, version = timezone.now(), request.POST.get("text_version", "")
    try:
        if request.POST.get("do") == "yes":
            allies.confirm(actor=request.user, link=link, text_version=version, now=now)
            messages.success(request, _("It is shared now. You can end it at any time."))
        elif request.POST.get("do") == "no":
            allies.drop(actor=request.user, link=link, now=now)
            messages.success(request, _("The link is gone. Nobody was told."))
    except DomainError as fault:
        messages.error(request, str(fault))
    return redirect("my_shares")


@never_cache
def type_code(request: HttpRequest) -> HttpResponse:
    form = AllyCodeForm(request.POST or None)
    if form.is_bound and form.is_valid():
        return redirect("take_ally", read_typed_code(form.cleaned_data["code"]) or "0")
    return page(request, "ally_code", form=form)


@never_cache
def take(request: HttpRequest, code: str) -> HttpResponse:
    """Whoever holds the code. Without a name of one's own every code gets one answer and is not looked up."""
    here = reverse("take_ally", args=[code])
    if not is_member(request.user):
        return page(request, "ally_door", next=here)
    if limits.exhausted(request, "ally"):
        return limits.too_many(request)
    link = allies.find_open(code=code, now=timezone.now())
    if link is None:
        limits.count_guess(request, "ally")
        return _over(request)
    own = link.user_id == request.user.pk
    if request.method == "POST" and not own:
        return _take(request, link)
    return page(request, "ally_take", own=own)


def _take(request: HttpRequest, link: AllyLink) -> HttpResponse:
    try:
        allies.take(actor=request.user, link=link, now=timezone.now())
    except DomainError:
        return _over(request)
    messages.success(request, _("Thank you. If they say yes, it stands on this page."))
    return redirect("with_me")


def _over(request: HttpRequest) -> HttpResponse:
    """Wrong, used, taken back, over: one page for all."""
    response = page(request, "ally_over")
    response.status_code = 404
    return response
