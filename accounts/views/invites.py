"""An invite in hand: typed or from a link, and taken up by a signed-in person."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from accounts import fresh, limits
from accounts.forms.centre import TypedInviteForm
from accounts.models import Invite
from accounts.next_page import with_next
from accounts.rules import is_member
from accounts.services import invites
from recovery_network.common.codes import read_typed_code
from recovery_network.common.errors import DomainError


@never_cache
def type_invite(request: HttpRequest) -> HttpResponse:
    form = TypedInviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        code = read_typed_code(form.cleaned_data["code"])
        return HttpResponseRedirect(reverse("invite", args=[code or "0"]))
    return render(request, "accounts/invite/type.html", {"form": form, "nav": "me"})


@never_cache
def invite(request: HttpRequest, code: str) -> HttpResponse:
    """What the invite is for. Every wrong, used or ended code gets the same page.

    Only those count against the limit: a whole centre may open good slips from one address.
    """
    if limits.exhausted(request, "invite"):
        return limits.too_many(request)
    found = invites.find_open(code=code, now=timezone.now())
    if found is None:
        limits.count_guess(request, "invite")
        return render(request, "accounts/invite/ended.html", {"nav": "me"}, status=404)
    if request.method == "POST":
        return _take(request, found, code)
    here = reverse("invite", args=[code])
    context = {"invite": found, "is_member": is_member(request.user), "next": here, "nav": "me"}
    return render(request, "accounts/invite/invite.html", context)


def _take(request: HttpRequest, found: Invite, code: str) -> HttpResponse:
    """Signed in: take it. Not yet: keep it in hand and go to sign-up, which it opens."""
    if not is_member(request.user):
        fresh.hold_invite(request.session, code)
        return HttpResponseRedirect(with_next(reverse("account_signup"), reverse("invite", args=[code])))
    try:
        invites.accept_invite(actor=request.user, code=code, now=timezone.now())
    except DomainError as fault:
        messages.error(request, str(fault))
        return HttpResponseRedirect(reverse("me"))
    messages.success(request, _("You now belong to %(centre)s.") % {"centre": found.centre.name})
    return HttpResponseRedirect(reverse("mfa_index" if found.role else "my_centres"))
