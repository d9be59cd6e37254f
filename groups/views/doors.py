"""Who may come into the host's pages, and finding what they are about."""

from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache

from accounts.staff import way_to_second_step
from groups.models import Group, MeetingSeries
from recovery_network.common.permissions import can, require

View = Callable[..., HttpResponse]


def host_page(view: View) -> View:
    """Hosts and staff; for everybody else there is no such page. Staff pass their second step first."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not can(request.user, "groups.open_host_pages"):
            raise Http404
        works = request.user.staff_roles.live().exists()
        return (way_to_second_step(request) if works else None) or view(request, *args, **kwargs)

    return never_cache(guarded)


def find_group(request: HttpRequest, code: str, rule: str = "groups.edit_group") -> Group:
    """404 for a group one may not know of, 403 for one that others host."""
    group = get_object_or_404(Group.objects.visible_to(request.user).select_related("centre"), code=code)
    require(request.user, rule, group)
    return group


def find_series(request: HttpRequest, code: str, rule: str = "groups.edit_series") -> MeetingSeries:
    visible = MeetingSeries.objects.visible_to(request.user).select_related("group__centre", "venue")
    series = get_object_or_404(visible, code=code)
    require(request.user, rule, series)
    return series


def read_day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Http404 from error
