"""The door of staff and operator pages: a role, and a second step passed in this browser.

    @staff_required("manager", "coordinator")
    def people(request): ...

Which centre the role is at is the view's own question; this asks who may be on staff pages at all.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import second_step
from accounts.next_page import with_next
from accounts.rules import is_member

View = Callable[..., HttpResponse]


def staff_required(*roles: str) -> Callable[[View], View]:
    """People without such a role learn nothing: 404. Staff without a second step are sent to set one up."""

    def holds_role(user: Any) -> bool:
        held = user.staff_roles.live()
        return (held.filter(role__in=roles) if roles else held).exists()

    return _door(holds_role)


def operator_required(view: View) -> View:
    return _door(lambda user: user.is_superuser)(view)


def _door(belongs_here: Callable[[Any], bool]) -> Callable[[View], View]:
    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if not is_member(request.user) or not belongs_here(request.user):
                raise Http404
            return way_to_second_step(request) or view(request, *args, **kwargs)

        return guarded

    return decorate


def way_to_second_step(request: HttpRequest) -> HttpResponseRedirect | None:
    """Where somebody must go first, or None when nothing is missing."""
    here = request.get_full_path() if request.method == "GET" else request.path
    if not second_step.has_one(request.user):
        messages.info(request, _("Your work here needs a second step. Set it up now."))
        return HttpResponseRedirect(with_next(reverse("mfa_index"), here))
    if not second_step.was_passed(request):
        return HttpResponseRedirect(with_next(_check_page(request.user), here))
    return None


def _check_page(user: Any) -> str:
    kinds = second_step.kinds_of(user)
    name = "mfa_reauthenticate" if "totp" in kinds else "mfa_reauthenticate_webauthn"
    return reverse(name)
