"""The people of a centre, for its staff: ending somebody's first days, and two accounts of one person."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.models import Centre, Membership
from accounts.staff import staff_required
from recovery_network.common.errors import DomainError
from recovery_network.common.permissions import can, require
from safeguarding.services import blocks, known, newcomers

staff_page = staff_required()


def _centres(request: HttpRequest) -> Any:
    works = request.user.staff_roles.live().values("centre")
    return Centre.objects.visible_to(request.user).filter(pk__in=works).order_by("name", "pk")


def _centre(request: HttpRequest, code: str | None) -> Centre:
    centre = _centres(request).filter(code=code).first() if code else _centres(request).first()
    if centre is None:
        raise Http404
    return centre


@staff_page
@never_cache
def people(request: HttpRequest) -> HttpResponse:
    centre, number = _centre(request, request.GET.get("centre")), request.GET.get("page")
    page = {
        "nav": "centre",
        "centre": centre,
        "centres": _centres(request),
        "page_obj": known.open_people(actor=request.user, centre=centre, number=number, now=timezone.now()),
        "may_link": can(request.user, "safeguarding.link_accounts", centre),
    }
    return render(request, "safeguarding/people.html", page)


@require_POST
@staff_page
def know(request: HttpRequest) -> HttpResponse:
    """ "We know this person": their first 90 days end."""
    found = Membership.objects.visible_to(request.user).live().select_related("centre", "user")
    membership = get_object_or_404(found, pk__in=_numbers(request, "membership"))
    newcomers.lift_newcomer(actor=request.user, membership=membership, now=timezone.now())
    messages.success(request, _("Saved."))
    return _back(membership.centre)


@require_POST
@staff_page
def link(request: HttpRequest) -> HttpResponse:
    centre = _centre(request, request.POST.get("centre"))
    require(request.user, "safeguarding.link_accounts", centre)
    chosen = [row.user for row in _chosen(request, centre)[:3]]

    def do() -> None:
        if len(chosen) != 2:
            raise DomainError(_("Choose the two accounts of one person."))
        first, second = chosen
        blocks.link_accounts(
            actor=request.user, centre=centre, first=first, second=second, now=timezone.now()
        )

    return _done(request, centre, do)


@require_POST
@staff_page
def unlink(request: HttpRequest) -> HttpResponse:
    centre = _centre(request, request.POST.get("centre"))
    person = get_object_or_404(_chosen(request, centre)).user

    def do() -> None:
        blocks.unlink_account(actor=request.user, centre=centre, person=person, now=timezone.now())

    return _done(request, centre, do)


def _numbers(request: HttpRequest, name: str) -> list[int]:
    """Rows named in the form; a person's own code stands in no page of others."""
    return [int(each) for each in request.POST.getlist(name) if each.isdecimal() and len(each) < 16]


def _chosen(request: HttpRequest, centre: Centre) -> Any:
    """Those named in the form who belong to the centre now."""
    belong = Membership.objects.visible_to(request.user).live().filter(centre=centre)
    return belong.filter(pk__in=_numbers(request, "person")).select_related("user").order_by("pk")


def _done(request: HttpRequest, centre: Centre, do: Callable[[], None]) -> HttpResponse:
    try:
        do()
    except DomainError as fault:
        messages.error(request, str(fault))
    else:
        messages.success(request, _("Saved."))
    return _back(centre)


def _back(centre: Centre) -> HttpResponse:
    return redirect(f"{reverse('safety_people')}?centre={centre.code}")
