"""A person's own pages: name, choices, sessions, centres, and who looked at their record."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.forms.me import LookForm, PublicNameForm, RoomForm, SafetyForm
from accounts.models import Centre, Membership
from accounts.services import centres, people, sessions
from accounts.services.access_log import with_names
from accounts.session_store import SHARED
from ledger.models import AccessEntry

LOG_PAGE = 25


def _page(request: HttpRequest, template: str, **context: Any) -> HttpResponse:
    return render(request, f"accounts/me/{template}.html", {"nav": "me"} | context)


def _saved(request: HttpRequest, name: str = "me") -> HttpResponseRedirect:
    messages.success(request, _("Saved."))
    return HttpResponseRedirect(reverse(name))


def members_only(view: Callable) -> Callable:
    """A guest has no pages of their own: they are shown how to keep the name."""

    @wraps(view)
    @login_required
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_guest:
            return _page(request, "guest")
        return view(request, *args, **kwargs)

    return guarded


@members_only
def me(request: HttpRequest) -> HttpResponse:
    works = request.user.staff_roles.live().select_related("centre").order_by("centre__name", "role")
    managed = Centre.objects.visible_to(request.user).managed_by(request.user).order_by("name")
    return _page(request, "me", roles=works, manages=managed)


@members_only
def name(request: HttpRequest) -> HttpResponse:
    form = PublicNameForm(request.POST or None, initial={"public_name": request.user.public_name})
    if request.method == "POST" and form.is_valid():
        people.rename(actor=request.user, person=request.user, now=timezone.now(), **form.cleaned_data)
        return _saved(request)
    return _page(request, "name", form=form)


def _choices(request: HttpRequest, form_class: type, template: str) -> HttpResponse:
    person = request.user
    initial = {field: getattr(person, field) for field in form_class.base_fields}
    form = form_class(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        people.choose(actor=person, person=person, now=timezone.now(), **form.cleaned_data)
        return _saved(request)
    return _page(request, template, form=form)


@members_only
def look(request: HttpRequest) -> HttpResponse:
    return _choices(request, LookForm, "look")


@members_only
def room(request: HttpRequest) -> HttpResponse:
    return _choices(request, RoomForm, "room")


@members_only
def safety(request: HttpRequest) -> HttpResponse:
    return _choices(request, SafetyForm, "safety")


@members_only
def session_list(request: HttpRequest) -> HttpResponse:
    rows = sessions.list_of(request.user, timezone.now())
    here = request.session.session_key
    return _page(request, "sessions", sessions=rows, here=here, shared=request.session.get(SHARED))


@require_POST
@members_only
def end_other_sessions(request: HttpRequest) -> HttpResponse:
    here = request.session.session_key
    sessions.end_other_sessions(actor=request.user, person=request.user, keep=here, now=timezone.now())
    messages.success(request, _("You are signed out everywhere else."))
    return HttpResponseRedirect(reverse("sessions"))


@require_POST
@members_only
def set_this_device(request: HttpRequest) -> HttpResponse:
    """Change the answer to "is this your own phone?" for this browser."""
    request.session[SHARED] = request.POST.get("own_device") != "yes"
    sessions.note_device(request)
    return _saved(request, "sessions")


@members_only
def my_centres(request: HttpRequest) -> HttpResponse:
    mine = request.user.memberships.live().select_related("centre").order_by("centre__name")
    return _page(request, "centres", memberships=mine)


@require_POST
@members_only
def leave_centre(request: HttpRequest) -> HttpResponse:
    own = Membership.objects.visible_to(request.user).live().filter(user=request.user)
    membership = get_object_or_404(own, centre__code=request.POST.get("centre", ""))
    centres.end_membership(actor=request.user, membership=membership, now=timezone.now())
    messages.success(request, _("You left this centre."))
    return HttpResponseRedirect(reverse("my_centres"))


@members_only
def access_log(request: HttpRequest) -> HttpResponse:
    rows = AccessEntry.objects.visible_to(request.user).order_by("-at", "-pk")
    page = Paginator(rows, LOG_PAGE).get_page(request.GET.get("page"))
    return _page(request, "log", page_obj=page, entries=with_names(list(page)))
