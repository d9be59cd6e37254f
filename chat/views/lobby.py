"""The waiting room, for somebody who has no seat: by HTTP alone, and with scripts off."""

from typing import Any

from django.contrib import messages as notes
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from chat import wording
from chat.forms import WordForm
from chat.models import LobbyEntry, Room, Seat
from chat.services import care, doors, lobby
from chat.views.rooms import wants_json
from recovery_network.common.errors import DomainError


def _entry(request: HttpRequest, code: str) -> LobbyEntry:
    entries = LobbyEntry.objects.visible_to(request.user).select_related("room")
    return get_object_or_404(entries, room__code=code)


@login_required
@never_cache
@require_safe
def wait(request: HttpRequest, code: str) -> HttpResponse:
    """Asking for it says "I am still here". For scripts: only whether anything changed."""
    entry = _entry(request, code)
    if Seat.objects.visible_to(request.user).filter(room=entry.room).exists():
        return JsonResponse({"state": "in"}) if wants_json(request) else redirect("room", code)
    now = timezone.now()
    lobby.stamp(entry, now)
    if entry.room.state in Room.BEFORE:
        doors.look_at_door(entry.room, now)
    page = _page(entry, now)
    if wants_json(request):
        return JsonResponse({"state": page["shown"], "place": page["place"], "said": len(page["said"])})
    return render(request, "chat/lobby.html", page | {"help_now": "help" in request.GET})


def _page(entry: LobbyEntry, now: Any) -> dict[str, Any]:
    away = doors.is_host_away(entry.room)
    return {
        "away": away,
        "shown": f"{entry.shown_state} alone" if away else entry.shown_state,
        "entry": entry,
        "room": entry.room,
        "over": entry.room.state == Room.State.CLOSED,
        "early": entry.room.state in Room.BEFORE,
        "place": lobby.place_of(entry, now) if entry.is_waiting else 0,
        "said": list(entry.said.all()),
        "words": wording.sentence(entry.words_key, entry.words),
        "word_form": WordForm(),
        "nav": "today",
    }


@login_required
@require_POST
def word(request: HttpRequest, code: str) -> HttpResponse:
    entry, form = _entry(request, code), WordForm(request.POST)
    text = form.cleaned_data["text"] if form.is_valid() else ""
    answer = _do(request, entry, lobby.write_from_door, text=text)
    if care.is_alarming(request.user, text):
        answer["Location"] += "?help=1"
    return answer


@login_required
@require_POST
def again(request: HttpRequest, code: str) -> HttpResponse:
    return _do(request, _entry(request, code), lobby.ask_again)


@login_required
@require_POST
def stop(request: HttpRequest, code: str) -> HttpResponse:
    entry = _entry(request, code)
    lobby.stop_waiting(actor=request.user, entry=entry, now=timezone.now())
    return redirect(entry.room.back_path)


def _do(request: HttpRequest, entry: LobbyEntry, service: Any, **details: Any) -> HttpResponse:
    try:
        service(actor=request.user, entry=entry, now=timezone.now(), **details)
    except DomainError as error:
        notes.error(request, str(error))
    return redirect("room_wait", entry.room.code)
