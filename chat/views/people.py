"""One person in a room, as hosts see them: private words, acts with the exact words, and what was done."""

from django.contrib import messages as notes
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.staff import staff_required
from chat import wording
from chat.forms import ActForm, WordForm
from chat.models import Opening, Seat
from chat.rules import is_host
from chat.services import accounts, acts, calm, care, console, private
from chat.views.host import done, find_room
from recovery_network.common.errors import DomainError
from recovery_network.common.permissions import can, require


def _seat(request: HttpRequest, code: str, seat: str) -> Seat:
    room = find_room(request, code)
    return get_object_or_404(room.seats.select_related("room", "user"), code=seat)


@login_required
@never_cache
@require_safe
def person(request: HttpRequest, code: str, seat: str) -> HttpResponse:
    found = _seat(request, code, seat)
    require(request.user, "chat.act_on_seat", found)
    page = {
        "room": found.room,
        "person": found,
        "back": request.GET.get("back", "host"),
        "seq": request.GET.get("seq", ""),
        # From the card of somebody to look after: an answer comes first, and nothing stands in its way.
        "only_word": request.GET.get("only") == "word",
        "sentences": wording.SENTENCES,
        "acts": console.acts_of(found),
        "private": console.said_to(found),
        "days": acts.DAYS,
        "word_form": WordForm(),
        "nav": "today",
    }
    return render(request, "chat/person.html", page)


@login_required
@require_POST
def act(request: HttpRequest, code: str, seat: str) -> HttpResponse:
    """One of the acts on a seat; which one, says the button."""
    found, form = _seat(request, code, seat), ActForm(request.POST)
    said = form.said()
    named = request.POST.get("act", "")
    if named in {"rest_5", "rest_15"}:
        minutes = 5 if named == "rest_5" else 15
        return done(request, code, acts.rest, seat=found, minutes=minutes, **said)
    if named == "group":
        return done(request, code, acts.ask_ban, seat=found, days=form.days(), **said)
    if named == "hide_all":
        return done(request, code, calm.hide_all, seat=found)
    chosen = acts.back_to_lobby if named == "lobby" else acts.ask_to_leave
    return done(request, code, chosen, seat=found, **said)


@login_required
@require_POST
def word(request: HttpRequest, code: str, seat: str) -> HttpResponse:
    found, form = _seat(request, code, seat), WordForm(request.POST)
    text = form.cleaned_data["text"] if form.is_valid() else ""
    return done(request, code, private.write_to_seat, seat=found, text=text)


# --- What anybody may do about somebody in the room ------------------------------------------------


@login_required
@never_cache
@require_safe
def about(request: HttpRequest, code: str, seat: str) -> HttpResponse:
    """Ask that they are looked after, tell staff, or keep away. `seq` names one of their messages."""
    found = _met(request, code, seat)
    page = {"room": found.room, "person": found, "back": request.GET.get("back", "room"), "nav": "today"}
    return render(request, "chat/about.html", page | {"seq": request.GET.get("seq", "")})


@login_required
@require_POST
def check_on(request: HttpRequest, code: str, seat: str) -> HttpResponse:
    found = _met(request, code, seat)
    said = _("Hosts are asked now. They do not learn that it was you.")
    if is_host(request.user, found.room):
        said = _("All hosts and the person on duty are asked now.")
    return done(request, code, care.check_on, seat=found, default="room", said=str(said))


def _met(request: HttpRequest, code: str, seat: str) -> Seat:
    """Somebody whom this person meets here; of all others nothing is known."""
    found = _seat(request, code, seat)
    if not can(request.user, "chat.see_person", found):
        raise Http404
    return found


# --- The account behind a seat --------------------------------------------------------------------


@login_required
@require_POST
def ask_account(request: HttpRequest, code: str, seat: str) -> HttpResponse:
    found = _seat(request, code, seat)
    reason = ActForm(request.POST).said()["reason"]
    return done(request, code, accounts.ask_to_open, seat=found, reason=reason)


def _opening(request: HttpRequest, code: str) -> Opening:
    openings = Opening.objects.visible_to(request.user)
    return get_object_or_404(openings.select_related("seat__room__centre", "seat__user"), code=code)


@staff_required()
@never_cache
@require_safe
def openings(request: HttpRequest) -> HttpResponse:
    """What was asked for at the centres where the person works."""
    page = {"openings": accounts.listed(request.user, timezone.now()), "nav": "centre"}
    return render(request, "chat/openings.html", page)


@staff_required()
@require_POST
def agree_account(request: HttpRequest, code: str) -> HttpResponse:
    accounts.agree_to_open(actor=request.user, opening=_opening(request, code), now=timezone.now())
    return redirect("openings")


@staff_required()
@never_cache
@require_POST
def see_account(request: HttpRequest, code: str) -> HttpResponse:
    """A look is written down, so it is no plain reading: the button says so."""
    opening = _opening(request, code)
    try:
        account = accounts.open_account(actor=request.user, opening=opening, now=timezone.now())
    except DomainError as error:
        notes.error(request, str(error))
        return redirect("openings")
    return render(request, "chat/opening.html", {"opening": opening, "account": account, "nav": "centre"})
