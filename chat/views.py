"""Pages and answers of a room: find it with `visible_to`, call one service, answer."""

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from chat import forms
from chat.models import Seat
from chat.services import messages, reading


@require_http_methods(["GET", "POST"])
def message_list(request: HttpRequest, code: str) -> HttpResponse:
    return post(request, code) if request.method == "POST" else events(request, code)


def post(request: HttpRequest, code: str) -> HttpResponse:
    room = _seat(request, code).room
    form = forms.MessageForm(request.POST)
    form.is_valid()
    cid = form.cleaned_data["cid"]
    seq, is_new = messages.post_message(
        actor=request.user, room=room, cid=cid, text=form.cleaned_data["text"], now=timezone.now()
    )
    return JsonResponse({"cid": str(cid), "seq": seq}, status=201 if is_new else 200)


def _seat(request, code):
    seat = Seat.objects.visible_to(request.user).with_room(code)
    if seat is None:
        raise Http404
    return seat


def events(request, code):
    seat = get_object_or_404(Seat.objects.visible_to(request.user), room__code=code)
    shown, more = reading.page_after(seat, int(request.GET.get("after", 0)))
    return JsonResponse({"events": shown, "more": more})


def room(request, code):
    return redirect("/")
