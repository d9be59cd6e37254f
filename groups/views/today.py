"""The first page of a signed-in person."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from groups import listing
from groups.models import Attendance, MeetingRoom, RotaSlot
from groups.today import cards


@login_required
@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """What is open or next of one's own, or the way to the first meeting."""
    now, zone = timezone.now(), timezone.get_current_timezone()
    mine = listing.of_person(request.user, now, zone)
    open_elsewhere = [] if mine else listing.open_or_next(now, zone, listing.NEAREST)
    context = {"mine": mine, "sections": listing.sections(mine, now, zone), "elsewhere": open_elsewhere}
    turns = RotaSlot.objects.visible_to(request.user).filter(user=request.user, occurrence__ends_at__gt=now)
    context["has_turns"], context["cards"] = turns.exists(), cards(request.user, now)
    context["is_first"] = not mine and not _was_in_one(request.user)
    return render(request, "groups/today.html", {**context, "now": now, "nav": "today"})


def _was_in_one(user: Any) -> bool:
    """By the measured minutes, or by a seat in a room that is still there."""
    return Attendance.objects.visible_to(user).exists() or MeetingRoom.objects.visible_to(user).exists()
