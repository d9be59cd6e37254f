"""The room itself: waiting, open, closed; with scripts, and as plain forms."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages as notes
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from chat import beside, wording
from chat.content_notes import ContentNote
from chat.forms import MessageForm, WordForm
from chat.models import LobbyEntry, Room, Seat
from chat.services import (
    apart,
    board,
    console,
    doors,
    history,
    hosts,
    messages,
    plan,
    presence,
    reactions,
    resting,
    rooms,
    seats,
    settings,
)
from recovery_network.common.errors import DomainError

WAITING, READ_ONLY = (Room.State.SCHEDULED, Room.State.WAITING), (Room.State.CLOSED,)


def _room(request: HttpRequest, code: str) -> Room:
    return get_object_or_404(Room.objects.visible_to(request.user), code=code)


@login_required
@never_cache
@require_safe
def room(request: HttpRequest, code: str) -> HttpResponse:
    return _page_or_way_on(request, code, "chat/room.html")


@login_required
@never_cache
@require_safe
def lite(request: HttpRequest, code: str) -> HttpResponse:
    """The same room as plain forms. Asking for it says "I am here"."""
    return _page_or_way_on(request, code, "chat/lite.html")


def _page_or_way_on(request: HttpRequest, code: str, template: str) -> HttpResponse:
    """The page of whoever has a seat. All others who were ever here are led to where they belong."""
    found = Room.objects.visible_to(request.user).filter(code=code).first()
    if found is not None:
        return room_page(request, found, template=template)
    if _is_at_door(request, code):
        return redirect("room_wait", code)
    path = seats.way_on(user=request.user, code=code, now=timezone.now())
    if not path:
        raise Http404
    return redirect(path)


def _is_at_door(request: HttpRequest, code: str) -> bool:
    """Whoever waits, or was asked out, has a page of their own and no room."""
    entries = LobbyEntry.objects.visible_to(request.user).filter(room__code=code)
    return entries.exclude(state=LobbyEntry.State.ADMITTED).exists()


def room_page(
    request: HttpRequest,
    room: Room,
    *,
    form: MessageForm | None = None,
    refusal: str = "",
    refusal_more: str = "",
    status: int = 200,
    template: str = "chat/room.html",
) -> HttpResponse:
    now = timezone.now()
    seat = get_object_or_404(Seat.objects.visible_to(request.user), room=room)
    state = _looked_at(room, seat, now)
    if state == Room.State.GONE:
        return _afterwards(room)
    template = "chat/lite.html" if "lite" in request.POST else template
    unseen = apart.unseen_by(seat)
    page = _context(request.user, room, seat, state, now, unseen)
    if state in WAITING:
        return render(request, "chat/wait.html", {**page, "host_away": doors.is_host_away(room)})
    lines = history.recent_lines(seat, room.last_seq, unseen)
    page |= {"form": form or MessageForm.fresh(), "refusal": refusal, "lines": lines}
    page["go_back_since"] = now - messages.GO_BACK_FOR
    page |= {"help_now": "help" in request.GET, "refusal_more": refusal_more}
    return render(request, template, page, status=status)


def _looked_at(room: Room, seat: Seat, now: datetime) -> str:
    """The state now: whoever looks also says "I am here", and moves on what only waited for the clock.

    A room that closed without ever opening has nothing to read: it is gone at once.
    """
    if hosts.watch([room.pk], now):
        room.refresh_from_db()
    presence.stamp([seat.pk], now, beats=False)
    if room.state_at(now) in WAITING:
        doors.look_at_door(room, now)
    never_opened = room.state == Room.State.CLOSED and room.opened_at is None
    return Room.State.GONE if never_opened else room.state_at(now)


def _context(
    user: Any, room: Room, seat: Seat, state: str, now: datetime, unseen: apart.Hidden
) -> dict[str, Any]:
    named = [(host.code, host.alias) for host in rooms.hosts_of(room)]
    return {
        "room": room,
        "seat": seat,
        "state": state,
        "read_only": state in READ_ONLY,
        "hosts": named,
        "host_codes": [code for code, _alias in named],
        "here": presence.count_words(presence.count_here(room, now, apart.numbers(unseen))),
        "keep_hours": int(room.keep.total_seconds() // 3600),
        "plan": plan.shown(room),
        "beside": beside.of_room(room) if room.is_talking else None,
        **_turns(room, seat, now, unseen),
        **_rest(seat, now),
        "notes_open": room.notes_open or user.notes_open,
        "nav": "today",
        "sentences": wording.SENTENCES,
        "word_form": WordForm(),
        # What stands first in Help: somebody who is here. Hosts are asked themselves.
        "help_first": "" if seat.is_host or not room.is_talking else HELP_FIRST[room.is_of_two],
    } | (keeper_context(room, seat, now) if seat.role != Seat.Role.MEMBER else {})


HELP_FIRST = {False: "chat/partials/help_host.html", True: "chat/partials/help_two.html"}


def keeper_context(room: Room, seat: Seat, now: datetime) -> dict[str, Any]:
    """What those who keep the door see besides; hosts see more of it than greeters."""
    return {
        "console": console.console_of(room, seat, now),
        "slow_choices": settings.SLOW_CHOICES[1:],
        "content_notes": ContentNote.choices,
        "modes": Room.Mode.choices,
    }


def _turns(room: Room, seat: Seat, now: datetime, unseen: apart.Hidden) -> dict[str, Any]:
    """Whose turn it is, and whether one may write now as far as that decides it."""
    shown = board.board(room, seat, now, unseen)
    own_turn = room.mode == Room.Mode.TAKING_TURNS and shown.is_mine
    return {
        "board": shown,
        "may_write": (seat.is_host or room.mode == Room.Mode.OPEN_TALK or own_turn)
        and not seat.is_muted(now),
        "server_now": now,
        "content_notes": ContentNote.choices,
        "support_kinds": reactions.kinds(),
    }


def _rest(seat: Seat, now: datetime) -> dict[str, Any]:
    """Until when they do not write, and whether staff asked it: then there is a page that says why."""
    until = seat.muted_until
    if until is None or until <= now:
        return {"rests_until": None}
    return {
        "rests_until": until,
        "rests_long": until - now > timedelta(hours=12),
        "rests_by_limit": resting.is_by_limit(seat, now),
    }


def _afterwards(room: Room) -> HttpResponse:
    if not room.after_path:
        raise Http404
    return redirect(room.after_path)


@login_required
@require_POST
def open_door(request: HttpRequest, code: str) -> HttpResponse:
    return _change(request, code, rooms.open_room)


def wants_json(request: HttpRequest) -> bool:
    return "application/json" in request.headers.get("Accept", "")


@login_required
@require_POST
def last_minutes(request: HttpRequest, code: str) -> HttpResponse:
    return _change(request, code, rooms.wind_down_room)


@login_required
@require_POST
def close(request: HttpRequest, code: str) -> HttpResponse:
    return _change(request, code, rooms.close_room)


def _change(request: HttpRequest, code: str, service: Any) -> HttpResponse:
    found = _room(request, code)
    try:
        service(actor=request.user, room=found, now=timezone.now())
    except DomainError as error:
        if wants_json(request):
            return JsonResponse({"error": str(error)}, status=409)
        notes.error(request, str(error))
    if wants_json(request):
        return JsonResponse({})
    return redirect("room_lite" if "lite" in request.POST else "room", code)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest, code: str) -> HttpResponse:
    """Asked once, because the way back to the list is easily touched by mistake."""
    found = _room(request, code)
    if request.method == "POST":
        seats.leave_room(actor=request.user, room=found, now=timezone.now())
        return redirect(found.after_path or found.back_path)
    return render(request, "chat/leave.html", {"room": found, "nav": "today"})
