"""Hands and turns: plain forms that lead back to the room, and the same for scripts."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages as notes
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from chat.forms import SeatForm
from chat.models import Room
from chat.services import limits, turns
from chat.views.rooms import wants_json
from recovery_network.common.errors import DomainError


@login_required
@require_POST
def raise_hand(request: HttpRequest, code: str) -> HttpResponse:
    return do(request, code, turns.raise_hand)


@login_required
@require_POST
def lower_hand(request: HttpRequest, code: str) -> HttpResponse:
    return do(request, code, turns.lower_hand)


@login_required
@require_POST
def lower_other(request: HttpRequest, code: str) -> HttpResponse:
    return do(request, code, turns.lower_hand_of, seat_code=_seat(request))


@login_required
@require_POST
def put_next(request: HttpRequest, code: str) -> HttpResponse:
    return do(request, code, turns.put_next, seat_code=_seat(request))


@login_required
@require_POST
def give(request: HttpRequest, code: str) -> HttpResponse:
    return do(request, code, turns.give_turn, seat_code=_seat(request))


@login_required
@require_POST
def next_one(request: HttpRequest, code: str) -> HttpResponse:
    return do(request, code, turns.next_turn)


@login_required
@require_POST
def more(request: HttpRequest, code: str) -> HttpResponse:
    return do(request, code, turns.more_time)


@login_required
@require_POST
def pause(request: HttpRequest, code: str) -> HttpResponse:
    return do(request, code, turns.pause_turn)


@login_required
@require_POST
def resume(request: HttpRequest, code: str) -> HttpResponse:
    return do(request, code, turns.resume_turn)


@login_required
@require_POST
def end(request: HttpRequest, code: str) -> HttpResponse:
    return do(request, code, turns.end_turn)


@login_required
@require_POST
def pass_on(request: HttpRequest, code: str) -> HttpResponse:
    return do(request, code, turns.pass_turn)


def do(request: HttpRequest, code: str, service: Callable[..., Any], **details: Any) -> HttpResponse:
    """One verb of one room. For scripts: 200, or 409 and 429 with the words; the stream tells the rest."""
    room = get_object_or_404(Room.objects.visible_to(request.user), code=code)
    try:
        service(actor=request.user, room=room, now=timezone.now(), **details)
    except DomainError as error:
        return refused(request, room, error)
    return done(request, room)


def done(request: HttpRequest, room: Room, **said: Any) -> HttpResponse:
    if wants_json(request):
        return JsonResponse(said)
    if request.POST.get("back") == "host":
        return redirect("room_host", room.code)
    return redirect("room_lite" if "lite" in request.POST else "room", room.code)


def refused(request: HttpRequest, room: Room, error: DomainError) -> HttpResponse:
    if wants_json(request):
        status = 429 if isinstance(error, limits.PaceError) else 409
        return JsonResponse({"error": str(error)}, status=status)
    notes.error(request, str(error))
    return done(request, room)


def _seat(request: HttpRequest) -> str:
    form = SeatForm(request.POST)
    if not form.is_valid():
        raise Http404
    return str(form.cleaned_data["seat"])
