"""The first page of a signed-in person."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from groups import listing
from groups.models import RotaSlot


@login_required
@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """The open or next meeting of one's groups, or the way to the first one."""
    now, zone = timezone.now(), timezone.get_current_timezone()
    mine = listing.of_groups(request.user, now, zone)
    open_elsewhere = [] if mine else listing.open_or_next(now, zone, listing.NEAREST)
    context = {"mine": mine, "sections": listing.sections(mine, now, zone), "elsewhere": open_elsewhere}
    turns = RotaSlot.objects.visible_to(request.user).filter(user=request.user, occurrence__ends_at__gt=now)
    context["has_turns"] = turns.exists()
    return render(request, "groups/today.html", {**context, "now": now, "nav": "today"})
