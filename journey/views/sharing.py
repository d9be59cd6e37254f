"""Who sees what: one's own grants, "see as", and the page of whom something is shared with."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts import consent_texts
from accounts.models import Grant, User
from accounts.services import access_log, consent
from accounts.views.me import members_only
from journey.forms.sharing import ShareForm
from journey.services import allies, sharing
from journey.views.answers import done, here_and_now, page, sent
from recovery_network.common.errors import DomainError


@require_safe
@members_only
def mine(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    return page(
        request,
        "shares",
        shares=consent.given_by(request.user, now),
        over=consent.over(request.user, now),
        links=allies.waiting(request.user, now),
        nav="me",
    )


@members_only
def new(request: HttpRequest) -> HttpResponse:
    """First the choice, then the page as that person would see it, then yes."""
    _now, today = here_and_now(request)
    form = ShareForm(request.POST or None, today=today)
    found: dict[str, Any] = {}
    if not done(form, lambda: found.update(to=sharing.find_by_code(request.user, form.cleaned_data["code"]))):
        return page(request, "share_form", form=form, words=consent_texts.TEXTS, nav="me")
    if request.POST.get("yes") and done(form, lambda: _share(request, found["to"], form)):
        messages.success(request, _("It is shared now. You can end it at any time."))
        return redirect("my_shares")
    return _before_yes(request, form, found["to"])


def _share(request: HttpRequest, to: User, form: ShareForm) -> Grant:
    said = {name: form.cleaned_data[name] for name in ("items", "from_on", "until_on", "text_version")}
    return sharing.share(actor=request.user, to=to, now=timezone.now(), **said)


def _before_yes(request: HttpRequest, form: ShareForm, to: User) -> HttpResponse:
    shown = sharing.page_of(request.user, form.cleaned_data["items"], timezone.now())
    words = consent_texts.TEXTS[consent_texts.CURRENT]
    form.auto_id = False  # its fields are hidden here, and nothing stands beside them
    return page(request, "share_check", form=form, to=to, shown=shown, words=words, nav="me")


@require_POST
@members_only
def end(request: HttpRequest) -> HttpResponse:
    """One tap for the owner, and for whom it was shared with. It holds at the next request."""
    grant = get_object_or_404(Grant.objects.visible_to(request.user), code=sent(request, "grant"))
    consent.revoke(actor=request.user, grant=grant, now=timezone.now())
    messages.success(request, _("It has ended. Nobody was told."))
    return redirect("my_shares" if grant.owner == request.user.subject else "with_me")


@require_safe
@members_only
def see_as(request: HttpRequest, code: str) -> HttpResponse:
    """The page exactly as its reader sees it: drawn by the same template from the same items."""
    now = timezone.now()
    found = [each for each in consent.given_by(request.user, now) if each.grant.code == code]
    if not found:
        raise Http404
    shown = sharing.page_of(request.user, consent.shown_items(found[0].grant), now)
    looks = access_log.under(request.user, found[0].grant)
    return page(request, "see_as", shown=shown, share=found[0], looks=looks, nav="me")


@require_safe
@members_only
def with_me(request: HttpRequest) -> HttpResponse:
    return page(request, "with_me", shares=consent.given_to(request.user, timezone.now()))


@require_safe
@never_cache
@members_only
def shared(request: HttpRequest, code: str) -> HttpResponse:
    """What somebody lets this person see. Each time is a row in that somebody's log.

    What has ended, is hidden, or never was has one answer: the list, as if nothing had ever stood here.
    """
    grant = Grant.objects.visible_to(request.user).given_to(request.user).filter(code=code).first()
    try:
        shown = grant and sharing.open_page(actor=request.user, grant=grant, now=timezone.now())
    except DomainError:
        shown = None
    if not shown:
        return _nothing(request)
    return page(request, "shared", shown=shown, grant=grant)


def _nothing(request: HttpRequest) -> HttpResponse:
    response = page(request, "with_me", shares=consent.given_to(request.user, timezone.now()))
    response.status_code = 404
    return response
