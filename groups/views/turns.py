"""One's own turns: meetings to open, service taken on, and what one promised to look after."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from groups.models import FollowUp, RotaSlot, ServiceTerm
from groups.services import closing, meetings, rota, service_terms
from recovery_network.common.errors import DomainError

SHOWN = 30


@login_required
@never_cache
@require_safe
def show(request: HttpRequest) -> HttpResponse:
    now, me = timezone.now(), request.user
    slots = RotaSlot.objects.visible_to(me).filter(user=me, occurrence__ends_at__gt=now)
    slots = slots.select_related("occurrence__series__group")[:SHOWN]
    service = ServiceTerm.objects.visible_to(me).at(timezone.localdate(now)).filter(user=me)
    mine = FollowUp.objects.visible_to(me).filter(owner=me, done_at=None)
    page = {
        "slots": [(slot, meetings.is_door_time(slot.occurrence, now)) for slot in slots],
        "service": service.select_related("group"),
        "follow_ups": mine.select_related("occurrence__series__group", "seat", "for_host")[:SHOWN],
        "to_close": closing.to_close(user=me, now=now),
        "nav": "me",
    }
    return render(request, "groups/turns.html", page)


@login_required
@require_POST
def answer(request: HttpRequest, code: str) -> HttpResponse:
    """Yes or no to one meeting."""
    mine = RotaSlot.objects.visible_to(request.user).select_related("occurrence")
    slot = get_object_or_404(mine, code=code)
    comes = request.POST.get("do") == "yes"
    try:
        rota.answer(actor=request.user, slot=slot, comes=comes, now=timezone.now())
    except DomainError as fault:
        messages.error(request, str(fault))
    else:
        thanks = _("Thank you. Go in and open the door.") if comes else _("Thank you for saying so.")
        messages.success(request, thanks)
    return redirect("my_turns")


@login_required
@require_POST
def end_service(request: HttpRequest, code: str) -> HttpResponse:
    """Give a service back, or end somebody's as a host."""
    found = ServiceTerm.objects.visible_to(request.user).select_related("group")
    term = get_object_or_404(found, code=code)
    service_terms.end_service(actor=request.user, term=term, now=timezone.now())
    messages.success(request, _("Saved."))
    return (
        redirect("my_turns") if term.user_id == request.user.pk else redirect("host_service", term.group.code)
    )


@login_required
@require_POST
def finish_follow_up(request: HttpRequest, code: str) -> HttpResponse:
    found = FollowUp.objects.visible_to(request.user).select_related("occurrence__group")
    follow_up = get_object_or_404(found, code=code)
    closing.finish_follow_up(actor=request.user, follow_up=follow_up, now=timezone.now())
    messages.success(request, _("Saved."))
    return redirect("my_turns")
