"""Writing to a room and reading on, for scripts and for plain forms (docs/room-protocol.md)."""

from typing import Any

from django.contrib import messages as notes
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from chat.forms import MessageForm
from chat.models import Event, Room, Seat
from chat.services import doors, hosts, limits, messages, presence, reading, resting
from chat.views.rooms import room_page, wants_json
from recovery_network.common.errors import DomainError, NotAllowed

LONGEST_NUMBER = 15  # digits


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def message_list(request: HttpRequest, code: str) -> HttpResponse:
    seat = reading.seat_with_room(request.user, code)
    if seat is None or seat.room.state_at(timezone.now()) == Room.State.GONE:
        return _refuse(request, None, 404, {"error": _("You are not in this room now.")})
    return _post(request, seat.room) if request.method == "POST" else _events(request, seat)


def _post(request: HttpRequest, room: Room) -> HttpResponse:
    """Answered after COMMIT: 201 for a new message, 200 for one that was sent before."""
    form = MessageForm(request.POST)
    if not form.is_valid():
        words = next(iter(form.errors.values()))[0]
        return _refuse(request, room, 400, {"error": words})
    cid = form.cleaned_data["cid"]
    try:
        posted = messages.post_message(actor=request.user, room=room, now=timezone.now(), **form.cleaned_data)
    except NotAllowed:
        return _refuse(request, room, 403, _not_now(request, room))
    except DomainError as error:
        return _refuse(request, room, _status(error), _words(error))
    if wants_json(request):
        return JsonResponse({"cid": str(cid)} | _told(posted), status=201 if posted.is_new else 200)
    return redirect(back_to(room.code, lite="lite" in request.POST, with_help=posted.help))


def _told(posted: messages.Posted) -> dict[str, Any]:
    more = {"state": posted.state, "help": posted.help}
    return {"seq": posted.seq} | {name: value for name, value in more.items() if value}


def back_to(code: str, *, lite: bool, with_help: bool = False) -> str:
    """The room, or the simple room; with the ways to somebody on top when the words were a hint."""
    path = reverse("room_lite" if lite else "room", args=[code])
    return f"{path}?help=1" if with_help else path


def _not_now(request: HttpRequest, room: Room) -> dict[str, Any]:
    """Why not, as things are now; `more` is the page of limits, with the way to another look."""
    seat = Seat.objects.visible_to(request.user).filter(room=room).select_related("room__centre").first()
    now = timezone.now()
    if seat is not None and seat.is_muted(now):
        if not resting.is_by_limit(seat, now):
            return {"error": _("A host asked you to rest from writing. You can still read and send support.")}
        rests = _("You rest from writing for a time. You can read, send support and write to a host.")
        return {"error": rests, "more": reverse("my_limits")}
    if room.mode == Room.Mode.TAKING_TURNS:
        return {"error": _("It is not your turn now. Raise your hand to share.")}
    return {"error": _("You cannot write here now. You can still read.")}


def _status(error: DomainError) -> int:
    return 429 if isinstance(error, limits.PaceError | limits.SlowError) else 409


def _words(error: DomainError) -> dict[str, Any]:
    said: dict[str, Any] = {"error": str(error)}
    return said | ({"retry_after": error.retry_after} if error.retry_after else {})


def _refuse(request: HttpRequest, room: Room | None, status: int, said: dict[str, Any]) -> HttpResponse:
    """The words; on a plain page with the text that was written, so that nothing is lost."""
    if wants_json(request) or room is None:
        return JsonResponse(said, status=status)
    said = {"refusal": said["error"], "refusal_more": said.get("more", "")}
    return room_page(request, room, form=MessageForm(request.POST), status=status, **said)


def _events(request: HttpRequest, seat: Seat) -> HttpResponse:
    """At most 500 events after a number. Asking says "I am here"."""
    named = request.GET.get("after", "0")
    if not (named.isascii() and named.isdigit() and len(named) <= LONGEST_NUMBER):
        return JsonResponse({"error": _("Load the page again.")}, status=400)
    hosts.watch([seat.room_id], timezone.now())
    presence.stamp([seat.pk], timezone.now())
    if seat.room.state in Room.BEFORE:
        doors.look_at_door(seat.room, timezone.now())
    events, more = reading.page_after(seat, int(named))
    return JsonResponse({"events": events, "more": more})


@require_POST
def take_back(request: HttpRequest, code: str, seq: int) -> HttpResponse:
    event = _event(request, code, seq)
    try:
        messages.take_back(actor=request.user, event=event, now=timezone.now())
    except DomainError as error:
        if wants_json(request):
            return JsonResponse({"error": str(error)}, status=409)
        notes.error(request, str(error))
    return _done(request, event)


@require_POST
def hide(request: HttpRequest, code: str, seq: int) -> HttpResponse:
    event = _event(request, code, seq)
    messages.hide_message(actor=request.user, event=event, now=timezone.now())
    return _done(request, event)


def _event(request: HttpRequest, code: str, seq: int) -> Event:
    events = Event.objects.visible_to(request.user).select_related("room", "seat")
    return get_object_or_404(events, room__code=code, seq=seq)


def _done(request: HttpRequest, event: Event) -> HttpResponse:
    if wants_json(request):
        return JsonResponse({"seq": event.seq})
    return redirect("room_lite" if "lite" in request.POST else "room", event.room.code)
