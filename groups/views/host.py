"""A host's own page, and a group's: what it is, who serves in it, pausing and stopping."""

from collections.abc import Iterable
from copy import copy
from datetime import timedelta

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models import Centre
from groups.forms.host import GiveRoleForm, GroupForm
from groups.models import Group, GroupRole, MeetingSeries, Occurrence
from groups.services import closing, groups, meetings, roles
from groups.services.fields import ChangedMeanwhileError
from groups.views.doors import find_group, host_page
from recovery_network.common import times
from recovery_network.common.errors import DomainError
from recovery_network.common.permissions import can

SOON = timedelta(days=7)
SHOWN_MEETINGS, PAGE_SIZE = 20, 50
STATES = {"pause": groups.pause_group, "close": groups.close_group, "reopen": groups.reopen_group}


@host_page
def home(request: HttpRequest) -> HttpResponse:
    """The next meetings of one's groups, the groups, and those of the centre one works at."""
    now = timezone.now()
    hosted = Group.objects.visible_to(request.user).hosted_by(request.user)
    soon = Occurrence.objects.visible_to(request.user).not_over().filter(group__in=hosted)
    soon = soon.filter(status=Occurrence.Status.SCHEDULED, ends_at__gt=now, starts_at__lt=now + SOON)
    soon = soon.select_related("series__group", "meeting_room__room").order_by("starts_at", "pk")
    staffed = Group.objects.visible_to(request.user).staffed_by(request.user).exclude(pk__in=hosted)
    page = {
        "nav": "host",
        "meetings": [(each, meetings.is_door_time(each, now)) for each in _once_if_all_day(soon)],
        "hosted": hosted,
        "page_obj": Paginator(staffed.select_related("centre"), PAGE_SIZE).get_page(request.GET.get("page")),
        "may_create": _centres(request).exists(),
        "to_close": closing.to_close(user=request.user, now=now),
    }
    return render(request, "groups/host.html", page)


def _once_if_all_day(soon: Iterable[Occurrence]) -> list[Occurrence]:
    """What goes on all day, every day, stands once, with its next time."""
    shown: list[Occurrence] = []
    all_day: set[int] = set()
    for meeting in soon:
        if meeting.series_id in all_day:
            continue
        if times.is_whole_day(meeting.starts_at, meeting.ends_at):
            all_day.add(meeting.series_id)
        shown.append(meeting)
    return shown[:SHOWN_MEETINGS]


def _centres(request: HttpRequest) -> QuerySet[Centre]:
    """Where the person works now."""
    works_at = request.user.staff_roles.live().values("centre")
    return Centre.objects.visible_to(request.user).filter(pk__in=works_at).order_by("name", "pk")


@host_page
def new_group(request: HttpRequest) -> HttpResponse:
    centres = _centres(request)
    code = request.POST.get("centre") or request.GET.get("centre")
    centre = get_object_or_404(centres, code=code) if code else centres.first()
    if centre is None:
        return render(request, "errors/403.html", status=403)
    blank = Group(centre=centre, time_zone=centre.time_zone)
    form = GroupForm(request.POST or None, instance=blank, with_private=True)
    if form.is_valid():
        try:
            made = groups.create_group(
                actor=request.user, centre=centre, now=timezone.now(), **form.cleaned_data
            )
        except DomainError as fault:
            form.add_error(None, str(fault))
        else:
            return redirect("host_group", made.code)
    page = {"nav": "host", "form": form, "centre": centre, "centres": centres}
    return render(request, "groups/host_group_form.html", page, status=422 if form.is_bound else 200)


@host_page
def show_group(request: HttpRequest, code: str) -> HttpResponse:
    group = find_group(request, code)
    series = MeetingSeries.objects.visible_to(request.user).filter(group=group)
    page = {
        "nav": "host",
        "group": group,
        "series": series.with_next(timezone.now()).select_related("group").order_by("status", "pk"),
    }
    return render(request, "groups/host_group.html", page)


@host_page
def edit_group(request: HttpRequest, code: str) -> HttpResponse:
    group = find_group(request, code)
    with_private = can(request.user, "groups.read_private_notes", group)
    # A copy: the form writes to its instance before anything is decided.
    form = GroupForm(request.POST or None, instance=copy(group), with_private=with_private)
    if form.is_valid():
        try:
            groups.edit_group(actor=request.user, group=group, now=timezone.now(), **form.cleaned_data)
        except ChangedMeanwhileError:
            group.refresh_from_db()
            form = form.beside(group, with_private=with_private)
        except DomainError as fault:
            form.add_error(None, str(fault))
        else:
            messages.success(request, _("Saved."))
            return redirect("host_group", group.code)
    page, status = {"nav": "host", "form": form, "group": group}, 409 if form.news else 422
    return render(request, "groups/host_group_form.html", page, status=status if request.POST else 200)


@require_POST
@host_page
def set_group_state(request: HttpRequest, code: str) -> HttpResponse:
    group = find_group(request, code)
    if (service := STATES.get(request.POST.get("do", ""))) is not None:
        service(actor=request.user, group=group, now=timezone.now())
        messages.success(request, _("Saved."))
    return redirect("host_group", group.code)


@host_page
def people(request: HttpRequest, code: str) -> HttpResponse:
    """Who has which role; each person shown can see that a host looked."""
    group = find_group(request, code, "groups.open_roster")
    form = GiveRoleForm(request.POST or None)
    if form.is_valid():
        now = timezone.now()
        try:
            roles.give_role_by_code(actor=request.user, group=group, now=now, **form.cleaned_data)
        except DomainError as fault:
            form.add_error("code", str(fault))
        else:
            messages.success(request, _("Saved."))
            return redirect("host_people", group.code)
    rows = roles.open_roster(actor=request.user, group=group, now=timezone.now())
    page = {"nav": "host", "group": group, "rows": rows, "form": form}
    return render(request, "groups/host_people.html", page, status=422 if form.is_bound else 200)


@require_POST
@host_page
def end_role(request: HttpRequest, code: str) -> HttpResponse:
    group = find_group(request, code, "groups.open_roster")
    number = request.POST.get("role", "")
    live = GroupRole.objects.visible_to(request.user).live().filter(group=group)
    role = get_object_or_404(live, pk=int(number) if number.isdecimal() else 0)
    roles.end_role(actor=request.user, role=role, now=timezone.now())
    messages.success(request, _("Saved."))
    if can(request.user, "groups.open_roster", group):
        return redirect("host_people", group.code)
    return redirect("group", group.code)
