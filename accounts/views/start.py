"""Making a name, one question a page, and entering as a guest. Answers wait in the visitor's session."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.utils import perform_login
from allauth.mfa.webauthn.internal import auth
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts import draft as drafts
from accounts import fresh, gate, limits
from accounts.draft import Draft
from accounts.forms.start import BornForm, DeviceForm, KeyForm, LanguageForm, NameForm
from accounts.models import User
from accounts.next_page import next_of, with_next
from accounts.services import guests, joining
from accounts.session_store import GUEST, SHARED

GUEST_STAYS = settings.GUEST_STAYS
PAGES = {"name": "start_name", "language": "start_language", "device": "start_device", None: "start_key"}


def _go(request: HttpRequest, name: str) -> HttpResponseRedirect:
    return HttpResponseRedirect(with_next(reverse(name), next_of(request)))


def _page(request: HttpRequest, template: str, **context: Any) -> HttpResponse:
    return render(
        request, f"accounts/start/{template}.html", {"next": next_of(request), "nav": "me"} | context
    )


def _screen(*, for_guests: bool = False) -> Callable:
    """Every screen stands behind the gate, and is for those who have no name here yet."""

    def decorate(view: Callable) -> Callable:
        @wraps(view)
        @never_cache
        def guarded(request: HttpRequest) -> HttpResponse:
            if request.user.is_authenticated and not (request.user.is_guest and not for_guests):
                return HttpResponseRedirect(next_of(request) or settings.LOGIN_REDIRECT_URL)
            if not for_guests and not _sign_up_is_open(request):
                return _page(request, "closed")
            if not (gate.is_open(request.session) or request.user.is_authenticated):
                # A guest comes back to the guest's own screen, which then knows where they wanted to go.
                onward = request.get_full_path() if for_guests else next_of(request)
                return HttpResponseRedirect(with_next(reverse("start_age"), onward))
            return view(request)

        return guarded

    return decorate


def _sign_up_is_open(request: HttpRequest) -> bool:
    """With the switch off, an invite in hand still opens it."""
    return settings.SIGN_UP_OPEN or fresh.holds_invite(request.session)


@_screen()
def start(request: HttpRequest) -> HttpResponse:
    return _go(request, PAGES[Draft.of(request.session).first_gap()])


@never_cache
def age(request: HttpRequest) -> HttpResponse:
    """Before anything else. The first answer of a session stands."""
    if gate.is_closed(request.session):
        return _page(request, "too_young")
    today = timezone.now().date()
    form = BornForm(request.POST or None, today=today)
    if request.method == "POST" and form.is_valid():
        adult = gate.is_adult(year=form.cleaned_data["year"], month=form.cleaned_data["month"], today=today)
        if not gate.answer(request.session, adult=adult):
            return _page(request, "too_young")
        return HttpResponseRedirect(next_of(request) if _guest_page(request) else _start_url(request))
    return _page(request, "age", form=form)


def _guest_page(request: HttpRequest) -> bool:
    return next_of(request).startswith(reverse("start_guest"))


def _start_url(request: HttpRequest) -> str:
    return with_next(reverse("account_signup"), next_of(request))


@_screen()
def name(request: HttpRequest) -> HttpResponse:
    draft = Draft.of(request.session)
    form = NameForm(request.POST or None, language=get_language(), chosen=draft.public_name)
    if request.method == "POST" and form.is_valid():
        draft.public_name = form.cleaned_data["public_name"]
        draft.keep(request.session)
        return _go(request, PAGES[draft.first_gap()])
    return _page(request, "name", form=form)


@_screen()
def language(request: HttpRequest) -> HttpResponse:
    """The next screens speak the language chosen here."""
    draft = Draft.of(request.session)
    form = LanguageForm(
        request.POST or None, initial={"language": draft.language, "time_zone": draft.time_zone}
    )
    if request.method == "POST" and form.is_valid():
        draft.language, draft.time_zone = form.cleaned_data["language"], form.cleaned_data["time_zone"]
        draft.keep(request.session)
        with override(draft.language):
            return _go(request, PAGES[draft.first_gap()])
    return _page(request, "language", form=form)


@_screen()
def device(request: HttpRequest) -> HttpResponse:
    draft = Draft.of(request.session)
    known = {True: "yes", False: "no", None: None}[draft.own_device]
    form = DeviceForm(request.POST or None, initial={"own_device": known})
    if request.method == "POST" and form.is_valid():
        draft.own_device = form.cleaned_data["own_device"]
        draft.keep(request.session)
        return _go(request, PAGES[draft.first_gap()])
    return _page(request, "device", form=form)


@_screen()
def key(request: HttpRequest) -> HttpResponse:
    """The last question; a good answer makes the person."""
    draft = Draft.of(request.session)
    if draft.first_gap():
        return _go(request, PAGES[draft.first_gap()])
    form = KeyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if not limits.allowed(request, "signup"):
            return limits.too_many(request)
        return _join(request, draft, form)
    return _page(request, "key", form=form)


def _join(request: HttpRequest, draft: Draft, form: KeyForm) -> HttpResponse:
    asked, credential = form.cleaned_data, form.cleaned_data["credential"]
    try:
        if credential:
            auth.parse_registration_response(credential)
            auth.complete_registration(credential)
        joined = joining.join(
            draft=draft,
            base=asked["base"],
            password=asked["password"] or None,
            passkey=credential,
            guest=request.user if request.user.is_authenticated else None,
            now=timezone.now(),
        )
    except joining.JoinedTwiceError:
        return _go(request, "start_keep")
    except ValidationError as fault:
        form.add_error(None, fault)
        return _page(request, "key", form=form)
    return _enter(request, draft, joined)


def _enter(request: HttpRequest, draft: Draft, joined: joining.Joined) -> HttpResponse:
    drafts.drop(request.session)
    request.session.pop(GUEST, None)
    request.session[SHARED] = not draft.own_device
    response = _sign_in(request, joined.user, "start_keep")
    fresh.keep_codes(request.session, joined.paper_codes, now=timezone.now())
    fresh.count_as_checked(request, joined.user)
    return response


def _sign_in(request: HttpRequest, user: User, then: str) -> HttpResponse:
    return perform_login(request, user, redirect_url=_go(request, then).url)


@require_POST
@_screen()
def passkey_options(request: HttpRequest) -> HttpResponse:
    """What the browser makes a passkey from: the draft's name and random code, no row yet."""
    if not limits.allowed(request, "passkey"):
        return limits.too_many(request)
    draft = Draft.of(request.session)
    person = User(public_name=draft.public_name, code=draft.code)
    return JsonResponse(auth.begin_registration(person, passwordless=True))


@_screen(for_guests=True)
def guest(request: HttpRequest) -> HttpResponse:
    """A name for one meeting. The meeting's own page, in `next`, decides about the seat."""
    form = NameForm(request.POST or None, language=get_language())
    if request.method == "POST" and form.is_valid():
        if not limits.allowed(request, "signup"):
            return limits.too_many(request)
        now = timezone.now()
        made = guests.create_guest(
            public_name=form.cleaned_data["public_name"],
            language=get_language(),
            time_zone=settings.DEFAULT_TIME_ZONE,
            adult_confirmed=gate.is_open(request.session),
            now=now,
            until=now + GUEST_STAYS,
        )
        request.session[GUEST] = True
        return perform_login(request, made, redirect_url=next_of(request) or reverse("finder"))
    return _page(request, "guest", form=form)


@never_cache
def keep(request: HttpRequest) -> HttpResponse:
    """The sign-in name and the printed codes, until the person says they have them."""
    codes = fresh.codes(request.session, now=timezone.now())
    if request.method == "POST":
        fresh.drop_codes(request.session)
        return _go(request, "start_email")
    if not request.user.is_authenticated or not codes:
        return HttpResponseRedirect(next_of(request) or settings.LOGIN_REDIRECT_URL)
    return _page(request, "keep", codes=codes)


def email(request: HttpRequest) -> HttpResponse:
    """An address is never needed; this page says what it would be good for."""
    if not request.user.is_authenticated:
        return HttpResponseRedirect(reverse("account_login"))
    return _page(request, "email", onward=next_of(request) or settings.LOGIN_REDIRECT_URL)
