"""Ways in: password, address, passkeys, the second step, and codes to keep on paper."""

from typing import Any

from allauth.account.decorators import reauthentication_required
from allauth.mfa.recovery_codes.internal import flows as spare_flows
from allauth.mfa.webauthn.views import AddWebAuthnView
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts import second_step
from accounts.next_page import next_of
from accounts.services import paper_codes
from accounts.services import security as services
from accounts.views.me import members_only
from recovery_network.common.errors import DomainError


def _page(request: HttpRequest, template: str, **context: Any) -> HttpResponse:
    return render(request, f"accounts/me/{template}.html", {"nav": "me", "next": next_of(request)} | context)


@members_only
@never_cache
def security(request: HttpRequest) -> HttpResponse:
    """Everything that lets this person in, on one page."""
    ways = second_step.ways_of(request.user)
    return _page(
        request,
        "security",
        ways=ways,
        must=second_step.must_have_one(request.user),
        paper_left=paper_codes.unused(request.user),
    )


class AddPasskey(AddWebAuthnView):
    """Back to the list: for a member a passkey is no second step, and needs no spare codes."""

    def get_success_url(self) -> str:
        return reverse("mfa_index")


@require_POST
@members_only
@reauthentication_required(app="allauth.mfa")
def remove_passkey(request: HttpRequest) -> HttpResponse:
    try:
        number = int(request.POST.get("passkey", ""))
        services.remove_passkey(actor=request.user, request=request, passkey_id=number)
    except ValueError:
        pass  # a number nobody's page offered
    except DomainError as fault:
        messages.error(request, str(fault))
    return HttpResponseRedirect(reverse("mfa_index"))


@members_only
@never_cache
@reauthentication_required(app="allauth.mfa")
def paper(request: HttpRequest) -> HttpResponse:
    """New printed codes, shown in the answer to the press of the button and never again."""
    codes = []
    if request.method == "POST":
        codes = paper_codes.print_codes(actor=request.user, person=request.user, now=timezone.now())
    return _page(request, "paper", codes=codes, left=paper_codes.unused(request.user))


@members_only
@never_cache
@reauthentication_required(app="allauth.mfa")
def spare(request: HttpRequest) -> HttpResponse:
    """Spare codes for a lost phone. Looking is a POST, because it is noted that they were seen."""
    codes: list[str] = []
    if request.method == "POST" and "new" in request.POST:
        codes = spare_flows.generate_recovery_codes(request).wrap().get_unused_codes()
    elif request.method == "POST":
        wrapper, _seen = spare_flows.view_recovery_codes(request)
        codes = wrapper.get_unused_codes() if wrapper else []
    return _page(request, "spare", codes=codes, has_step=second_step.is_asked_at_sign_in(request.user))
