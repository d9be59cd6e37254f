"""A manager's page: who works at the centre, and invites to it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.forms.centre import GiveRoleForm, InviteForm
from accounts.models import Centre, Invite, StaffRole
from accounts.services import invites, roles
from accounts.staff import staff_required
from recovery_network.common.errors import DomainError

manager_page = staff_required(StaffRole.Role.MANAGER)


def _centre(request: HttpRequest) -> Centre:
    """The centre of the page: the one named, or the only one. Another centre's is 404."""
    managed = Centre.objects.visible_to(request.user).managed_by(request.user).order_by("name")
    code = request.POST.get("centre") or request.GET.get("centre")
    return get_object_or_404(managed, code=code) if code else managed.first()


def _back(centre: Centre) -> HttpResponseRedirect:
    return HttpResponseRedirect(f"{reverse('staff_roles')}?centre={centre.code}")


def _show(request: HttpRequest, centre: Centre, **context: Any) -> HttpResponse:
    now = timezone.now()
    shown = {
        "nav": "centre",
        "centre": centre,
        "centres": Centre.objects.visible_to(request.user).managed_by(request.user).order_by("name"),
        "roles": roles.open_staff_list(actor=request.user, centre=centre, now=now),
        "invites": Invite.objects.visible_to(request.user).open_at(now).filter(centre=centre),
        "give_form": GiveRoleForm(),
        "invite_form": InviteForm(),
    }
    return render(request, "accounts/centre/roles.html", shown | context)


@manager_page
@never_cache
def staff_roles(request: HttpRequest) -> HttpResponse:
    return _show(request, _centre(request))


@require_POST
@manager_page
def give_role(request: HttpRequest) -> HttpResponse:
    centre, form = _centre(request), GiveRoleForm(request.POST)
    if form.is_valid():
        try:
            now = timezone.now()
            roles.give_staff_role_by_code(actor=request.user, centre=centre, now=now, **form.cleaned_data)
        except DomainError as fault:
            form.add_error("code", str(fault))
        else:
            messages.success(request, _("Saved."))
            return _back(centre)
    return _show(request, centre, give_form=form, form=form)


@require_POST
@manager_page
def end_role(request: HttpRequest) -> HttpResponse:
    centre = _centre(request)
    live = StaffRole.objects.visible_to(request.user).live().filter(centre=centre)
    role = get_object_or_404(live, code=request.POST.get("role", ""))
    try:
        roles.end_staff_role(actor=request.user, role=role, now=timezone.now())
    except DomainError as fault:
        messages.error(request, str(fault))
    else:
        messages.success(request, _("Saved."))
    return _back(centre)


@require_POST
@manager_page
@never_cache
def make_invite(request: HttpRequest) -> HttpResponse:
    """The code stands in this answer only; a reload makes nothing, it asks again."""
    centre, form = _centre(request), InviteForm(request.POST)
    if not form.is_valid():
        return _show(request, centre, invite_form=form, form=form)
    kind, now = form.cleaned_data["kind"], timezone.now()
    if kind == InviteForm.MEMBER:
        places = form.cleaned_data["places"]
        made, code = invites.invite_member(actor=request.user, centre=centre, places=places, now=now)
    else:
        made, code = invites.invite_staff(actor=request.user, centre=centre, role=kind, now=now)
    address = request.build_absolute_uri(reverse("invite", args=[code]))
    context = {"invite": made, "code": code, "address": address, "centre": centre, "nav": "centre"}
    return render(request, "accounts/centre/invite_made.html", context)


@require_POST
@manager_page
def end_invite(request: HttpRequest) -> HttpResponse:
    centre = _centre(request)
    found = get_object_or_404(
        Invite.objects.visible_to(request.user).filter(centre=centre), code=request.POST.get("invite", "")
    )
    invites.end_invite(actor=request.user, invite=found, now=timezone.now())
    messages.success(request, _("Saved."))
    return _back(centre)
