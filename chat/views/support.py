"""What is said about a message without words: support, and a note over it."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_POST

from chat.forms import NoteForm, SupportForm
from chat.models import Event
from chat.services import notes, reactions
from chat.views.turns import done, refused
from recovery_network.common.errors import DomainError


@login_required
@require_POST
def react(request: HttpRequest, code: str) -> HttpResponse:
    form = SupportForm(request.POST)
    if not form.is_valid():
        raise Http404
    seq, kind, on = form.parts()
    event = _event(request, code, seq)
    try:
        counts = reactions.react(actor=request.user, event=event, kind=kind, on=on, now=timezone.now())
    except DomainError as error:
        return refused(request, event.room, error)
    return done(request, event.room, counts=counts)


@login_required
@require_POST
def note(request: HttpRequest, code: str, seq: int) -> HttpResponse:
    form = NoteForm(request.POST)
    if not form.is_valid():
        raise Http404
    event = _event(request, code, seq)
    notes.add_note(actor=request.user, event=event, note=form.cleaned_data["note"], now=timezone.now())
    return done(request, event.room)


def _event(request: HttpRequest, code: str, seq: int) -> Event:
    events = Event.objects.visible_to(request.user).select_related("room", "seat")
    return get_object_or_404(events, room__code=code, seq=seq)
