"""A group for those who may know it: what it is, when it meets, joining and leaving."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from groups.models import Group, GroupRole, MeetingSeries, Occurrence
from groups.services import roles

SHOWN_MEETINGS = 5


@never_cache
@require_safe
def show(request: HttpRequest, code: str) -> HttpResponse:
    visible = Group.objects.visible_to(request.user)
    group = get_object_or_404(visible.select_related("centre", "language", "pathway", "programme"), code=code)
    now = timezone.now()
    coming = (
        Occurrence.objects.visible_to(request.user)
        .not_over()
        .filter(group=group, status=Occurrence.Status.SCHEDULED, ends_at__gt=now)
    )
    own = GroupRole.objects.visible_to(request.user).live().filter(group=group)
    page = {
        "agreements": [line.strip() for line in group.agreements.splitlines() if line.strip()],
        "nav": "meetings",
        "group": group,
        "now": now,
        "meetings": coming.select_related("series__group").order_by("starts_at", "pk")[:SHOWN_MEETINGS],
        "series": MeetingSeries.objects.visible_to(request.user).filter(group=group, status="active"),
        "own_roles": own.filter(user=request.user) if request.user.is_authenticated else own,
    }
    return render(request, "groups/group.html", page)


@login_required
@require_POST
def join(request: HttpRequest, code: str) -> HttpResponse:
    group = get_object_or_404(Group.objects.visible_to(request.user), code=code)
    roles.join_group(actor=request.user, group=group, now=timezone.now())
    messages.success(request, _("You are in this group now."))
    return redirect("group", group.code)


@login_required
@require_POST
def leave(request: HttpRequest, code: str) -> HttpResponse:
    """Any time, without a reason. Whoever can no longer see the group lands on the list of meetings."""
    group = get_object_or_404(Group.objects.visible_to(request.user), code=code)
    roles.leave_group(actor=request.user, group=group, now=timezone.now())
    messages.success(request, _("You have left the group. You can come back."))
    still = Group.objects.visible_to(request.user).filter(pk=group.pk).exists()
    return redirect("group", group.code) if still else redirect("finder")
