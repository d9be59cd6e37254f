"""Signing in. allauth's views, with our own beginning where they need one."""

from datetime import timedelta
from typing import Any

from allauth.account.internal.stagekit import clear_login
from allauth.account.views import LoginView, RequestLoginCodeView
from allauth.mfa.webauthn.internal import auth
from allauth.mfa.webauthn.views import LoginWebAuthnView
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts import limits
from accounts.adapter import WAIT
from accounts.forms.sign_in import PaperForm, PaperPasswordForm
from accounts.names import sign_in_key
from accounts.next_page import next_of, with_next
from accounts.services import paper_codes, security
from accounts.session_store import SHARED

PAPER_KEY = "paper"
PAPER_LASTS = timedelta(minutes=10)


class SignIn(LoginView):
    """A guest is signed in as a guest; they first choose to leave that."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated and request.user.is_guest:
            return render(request, "accounts/guest_signs_in.html", {"next": next_of(request)})
        return super().dispatch(request, *args, **kwargs)


@require_POST
def begin_again(request: HttpRequest) -> HttpResponse:
    """Forget the sign-in that waits for a code: another address, a new code, or another way."""
    clear_login(request)
    name = "account_request_login_code" if "code" in request.POST else "account_login"
    return HttpResponseRedirect(with_next(reverse(name), next_of(request)))


class AskForCode(RequestLoginCodeView):
    def form_valid(self, form: Any) -> HttpResponse:
        self.request.session[SHARED] = not form.cleaned_data["own_device"]
        return super().form_valid(form)


class PasskeySignIn(LoginWebAuthnView):
    """The challenge comes from `passkey_options`, so that no GET begins anything."""

    http_method_names = ["post"]

    def form_valid(self, form: Any) -> HttpResponse:
        self.request.session[SHARED] = not form.cleaned_data["own_device"]
        return super().form_valid(form)


@require_POST
def passkey_options(request: HttpRequest) -> HttpResponse:
    """What the browser asks a passkey for; the same for everybody, since nobody is named."""
    if not limits.allowed(request, "passkey"):
        return JsonResponse({"error": str(WAIT)}, status=429)
    return JsonResponse(auth.begin_authentication(user=None))


@never_cache
def paper(request: HttpRequest) -> HttpResponse:
    """The way back in with a printed code. One answer for a wrong name and for a wrong code."""
    form = PaperForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        name, code = form.cleaned_data["sign_in_name"], form.cleaned_data["code"]
        if not limits.allowed(request, "paper", key=sign_in_key(name)):
            return limits.too_many(request)
        now = timezone.now()
        person = paper_codes.use_code(sign_in_name=name, code=code, now=now)
        if person is not None:
            request.session[PAPER_KEY] = {"code": person.code, "until": (now + PAPER_LASTS).timestamp()}
            return HttpResponseRedirect(reverse("paper_password"))
        form.add_error(None, _("Name or code is not right. Each code works once."))
    return render(request, "accounts/paper.html", {"form": form, "nav": "me"})


@never_cache
def paper_password(request: HttpRequest) -> HttpResponse:
    """A new password, then the ordinary sign-in: the second step is not skipped."""
    begun = request.session.get(PAPER_KEY, {})
    if begun.get("until", 0) < timezone.now().timestamp():
        return HttpResponseRedirect(reverse("paper"))
    form = PaperPasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        del request.session[PAPER_KEY]
        security.replace_lost_password(code=begun["code"], now=timezone.now(), **form.cleaned_data)
        return HttpResponseRedirect(reverse("account_password_reset_completed"))
    return render(request, "accounts/paper_password.html", {"form": form, "nav": "me"})
