"""The host's page and its verbs: the door, held words, the ways of writing. Plain forms all of them."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages as notes
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from chat import wording
from chat.forms import ActForm, SettingsForm, WordForm
from chat.models import Act, Event, LobbyEntry, Room, Seat
from chat.services import acts, board, calm, care, holding, hosts, lobby, private, settings
from chat.views.messages import back_to, wants_json
from chat.views.rooms import keeper_context
from recovery_network.common.errors import DomainError
from recovery_network.common.permissions import require

# Where a form leads back to, by the name it sends.
BACK = {"room": "room", "lite": "room_lite"}


def find_room(request: HttpRequest, code: str) -> Room:
    return get_object_or_404(Room.objects.visible_to(request.user), code=code)


def done(
    request: HttpRequest,
    code: str,
    service: Callable[..., Any],
    default: str = "room_host",
    said: str = "",
    **details: Any,
) -> HttpResponse:
    """One verb. For scripts: 200, perhaps with the way back, or 409 with the words; the stream and the
    host's page tell the rest."""
    made = None
    try:
        made = service(actor=request.user, now=timezone.now(), **details)
    except DomainError as error:
        if wants_json(request):
            return JsonResponse({"error": str(error)}, status=409)
        notes.error(request, str(error))
    else:
        if said and not wants_json(request):
            notes.success(request, said)
    if wants_json(request):
        return JsonResponse(_way_back(made, code))
    return redirect(BACK.get(request.POST.get("back", ""), default), code)


def _way_back(made: Any, code: str) -> dict[str, str]:
    """Where an act that was just done can be taken back."""
    if not isinstance(made, Act) or not made.can_be_undone:
        return {}
    return {"undo": reverse("act_undo", args=[code, made.code])}


@login_required
@never_cache
@require_safe
def host(request: HttpRequest, code: str) -> HttpResponse:
    """Everything a host can do, without scripts; with scripts, the room's page takes its parts from here."""
    room = find_room(request, code)
    require(request.user, "chat.see_host_page", room)
    seat = get_object_or_404(Seat.objects.visible_to(request.user), room=room)
    care.hand_on(timezone.now())
    page = keeper_context(room, seat, timezone.now())
    page |= {"room": room, "seat": seat, "board": board.board(room, seat, timezone.now()), "nav": "today"}
    return render(request, "chat/host.html", page | {"sentences": wording.SENTENCES, "word_form": WordForm()})


@login_required
@require_POST
def change(request: HttpRequest, code: str) -> HttpResponse:
    room, form = find_room(request, code), SettingsForm(request.POST)
    changes = form.changes() if form.is_valid() else {}
    why = form.cleaned_data.get("reason", "")
    return done(request, code, settings.change_settings, room=room, changes=changes, reason=why)


@login_required
@require_POST
def calm_down(request: HttpRequest, code: str) -> HttpResponse:
    room = find_room(request, code)
    named = request.POST.get("seat")
    seat = get_object_or_404(room.seats.all(), code=named) if named else None
    return done(request, code, calm.calm, room=room, seat=seat)


@login_required
@require_POST
def take_over(request: HttpRequest, code: str) -> HttpResponse:
    return done(request, code, hosts.take_over, room=find_room(request, code))


@login_required
@require_POST
def to_hosts(request: HttpRequest, code: str) -> HttpResponse:
    """A member's private word. It leads back to where it was written."""
    room, form = find_room(request, code), WordForm(request.POST)
    text = form.cleaned_data["text"] if form.is_valid() else ""
    with_help = care.is_alarming(request.user, text)
    return _to_hosts(request, room, private.write_to_hosts, with_help=with_help, text=text)


@login_required
@require_POST
def ask_hosts(request: HttpRequest, code: str) -> HttpResponse:
    """ "Talk to a host now", without a word."""
    return _to_hosts(request, find_room(request, code), private.ask_for_a_word)


def _to_hosts(
    request: HttpRequest, room: Room, service: Any, with_help: bool = False, **said: str
) -> HttpResponse:
    try:
        service(actor=request.user, room=room, now=timezone.now(), **said)
    except DomainError as error:
        if wants_json(request):
            return JsonResponse({"error": str(error)}, status=409)
        notes.error(request, str(error))
    if wants_json(request):
        return JsonResponse({"help": True} if with_help else {})
    return redirect(back_to(room.code, lite=request.POST.get("back") == "lite", with_help=with_help))


# --- People to look after -------------------------------------------------------------------------


@login_required
@require_POST
def take_check(request: HttpRequest, code: str, check: str) -> HttpResponse:
    room = find_room(request, code)
    require(request.user, "chat.watch_over", room)
    cards = care.cards(room, timezone.now())
    found = next((card.check for card in cards if card.check.code == check), None)
    if found is None:
        raise Http404
    return done(request, code, care.take_check, check=found, room=room)


@login_required
@require_safe
def answer(request: HttpRequest, code: str, seat: str = "") -> HttpResponse:
    """Where a check leads whoever was asked: a host to the person, somebody on duty to the door."""
    path = care.way_to(user=request.user, code=code, seat_code=seat)
    if not path:
        raise Http404
    return redirect(path)


# --- The door -----------------------------------------------------------------------------------


def _waiting(request: HttpRequest, code: str, entry: str) -> LobbyEntry:
    return get_object_or_404(find_room(request, code).lobby.select_related("room", "user"), code=entry)


@login_required
@require_POST
def admit(request: HttpRequest, code: str, entry: str) -> HttpResponse:
    return done(request, code, lobby.admit, entry=_waiting(request, code, entry))


@login_required
@require_POST
def admit_all(request: HttpRequest, code: str) -> HttpResponse:
    return done(request, code, lobby.admit_all, room=find_room(request, code))


@login_required
@require_POST
def not_today(request: HttpRequest, code: str, entry: str) -> HttpResponse:
    found, form = _waiting(request, code, entry), ActForm(request.POST)
    return done(request, code, lobby.not_today, entry=found, **form.said())


@login_required
@require_POST
def to_waiting(request: HttpRequest, code: str, entry: str) -> HttpResponse:
    found, form = _waiting(request, code, entry), WordForm(request.POST)
    text = form.cleaned_data["text"] if form.is_valid() else ""
    return done(request, code, lobby.write_to_waiting, entry=found, text=text)


# --- Held words, and taking back what was done ----------------------------------------------------


def _event(request: HttpRequest, code: str, seq: int) -> Event:
    events = Event.objects.visible_to(request.user).select_related("room", "seat")
    return get_object_or_404(events, room__code=code, seq=seq)


@login_required
@require_POST
def let_through(request: HttpRequest, code: str, seq: int) -> HttpResponse:
    return done(request, code, holding.let_through, event=_event(request, code, seq))


@login_required
@require_POST
def keep_back(request: HttpRequest, code: str, seq: int) -> HttpResponse:
    words = ActForm(request.POST).said()["words"]
    return done(request, code, holding.keep_back, event=_event(request, code, seq), words=words)


@login_required
@require_POST
def show_again(request: HttpRequest, code: str, seq: int) -> HttpResponse:
    return done(request, code, holding.show_again, event=_event(request, code, seq))


@login_required
@require_POST
def undo(request: HttpRequest, code: str, act: str) -> HttpResponse:
    found = get_object_or_404(Act.objects.visible_to(request.user), code=act, room__code=code)
    return done(request, code, acts.undo, act=found)


@login_required
@require_POST
def agree(request: HttpRequest, code: str, act: str) -> HttpResponse:
    found = get_object_or_404(Act.objects.visible_to(request.user), code=act, room__code=code)
    return done(request, code, acts.agree_ban, act=found)
