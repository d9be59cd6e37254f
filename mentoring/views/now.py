"""Pages of "I need to talk now": who asks, who is asked, who can be asked, and the centre's counts."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.staff import way_to_second_step
from accounts.views.me import members_only
from mentoring.forms.now import CallForm, ReadyForm
from mentoring.models import Call, CallAsk, Ready
from mentoring.services import call_counts, calls
from mentoring.services import ready as being_asked
from mentoring.views.desk import centre_of, matcher_page
from mentoring.views.own import my_centre
from recovery_network.common.errors import DomainError
from recovery_network.common.times import in_zone
from safeguarding import where
from safeguarding.directory import directory
from safeguarding.models import CrisisLine


def _lines(request: HttpRequest) -> dict[str, Any]:
    """Whom one can call at any time; they stand on the page whatever else happens."""
    lines = CrisisLine.objects.visible_to(request.user).public()
    country = where.chosen_country(request, set(lines.values_list("country", flat=True)))
    found = lines.for_country(country) if country else []
    return {"country": country, "directory": directory(found, timezone.now())}


def _live(request: HttpRequest) -> Call | None:
    """What one asked for, or the talk one said yes to."""
    mine = Call.objects.visible_to(request.user).filter(state__in=Call.LIVE)
    return mine.select_related("room").order_by("-asked_at").first()


def _alone(live: Call | None) -> bool:
    """The other one has left the room: nobody waits there for nothing."""
    if live is None or live.room is None:
        return False
    return live.room.seats.live().count() < len({live.user_id, live.taken_by_id})


def _try(request: HttpRequest, deed: Callable[[], object]) -> bool:
    try:
        deed()
    except DomainError as fault:
        messages.error(request, str(fault))
        return False
    return True


@members_only
@never_cache
def talk_now(request: HttpRequest) -> HttpResponse:
    """Whom to call, at once; and where one's own question stands, in words. For scripts: only the state."""
    now, centre = timezone.now(), my_centre(request)
    calls.move_on_due(now=now)
    if request.method == "POST" and centre is not None:
        return _call(request, centre, now)
    live = _live(request)
    if "application/json" in request.headers.get("Accept", ""):
        state, steps = (live.state, live.steps.count()) if live else ("", 0)
        return JsonResponse({"state": state, "place": steps, "said": int(_alone(live))})
    page = {
        "nav": "help",
        "live": live,
        "asks": live is not None and live.user_id == request.user.pk,
        "steps": live.steps.all() if live else [],
        "alone": _alone(live),
        "centre": centre,
        "form": None if live else _form(request, None),
    }
    return render(request, "mentoring/talk_now.html", page | _lines(request))


def _form(request: HttpRequest, data: Any) -> CallForm:
    before = Call.objects.visible_to(request.user).filter(user=request.user).order_by("-asked_at").first()
    return CallForm(data, initial=CallForm.initial_of(before, request.user.language))


def _call(request: HttpRequest, centre: Any, now: Any) -> HttpResponse:
    form = _form(request, request.POST)
    if form.is_valid():
        _try(request, lambda: calls.call(actor=request.user, centre=centre, now=now, **form.wishes()))
        return redirect("talk_now")
    page = {"nav": "help", "live": None, "centre": centre, "form": form}
    return render(request, "mentoring/talk_now.html", page | _lines(request), status=422)


@require_POST
@members_only
def end(request: HttpRequest) -> HttpResponseRedirect:
    live = _live(request)
    if live is not None:
        _try(request, lambda: calls.end_call(actor=request.user, call=live, now=timezone.now()))
    return redirect("talk_now")


@members_only
@never_cache
def asked(request: HttpRequest, code: str) -> HttpResponse:
    """Somebody would like to talk now. Who it is stands nowhere before the yes."""
    now = timezone.now()
    calls.move_on_due(now=now)
    ask = get_object_or_404(CallAsk.objects.visible_to(request.user).select_related("call"), code=code)
    works = ask.on_duty and request.user.staff_roles.live().exists()
    if works and (door := way_to_second_step(request)):
        return door
    if request.method == "POST" and not ask.reply:
        yes = request.POST.get("reply") == CallAsk.Reply.YES
        done = _try(request, lambda: calls.answer_call(actor=request.user, ask=ask, yes=yes, now=now))
        return redirect("talk_now") if done and yes else redirect("asked_now", code)
    mine = ask.call.taken_by_id == request.user.pk
    return render(request, "mentoring/asked_now.html", {"nav": "me", "ask": ask, "mine": mine})


def _ready(request: HttpRequest) -> Ready | None:
    return Ready.objects.visible_to(request.user).order_by("-said_at").first()


@members_only
@never_cache
def ready(request: HttpRequest) -> HttpResponse:
    """ "I can be asked": one's own hours, an end, and how often a day."""
    now, own = timezone.now(), _ready(request)
    centre = own.centre if own else my_centre(request)
    if centre is None:
        return render(request, "mentoring/no_centre.html", {"nav": "me"})
    today = in_zone(now, request.user.time_zone).date()
    initial = ReadyForm.initial_of(own, request.user, today)
    form = ReadyForm(request.POST if request.method == "POST" else None, today=today, initial=initial)
    said = {"actor": request.user, "centre": centre, "now": now}
    if form.is_valid() and _try(request, lambda: being_asked.say_ready(fields=form.said(), **said)):
        messages.success(request, _("Thank you. You can pause with one tap."))
        return redirect("people")
    page = {"nav": "me", "form": form, "ready": own}
    return render(request, "mentoring/be_asked.html", page, status=422 if form.is_bound else 200)


@require_POST
@members_only
def pause(request: HttpRequest) -> HttpResponseRedirect:
    """A pause, the end of it, or nothing of it any more."""
    own, now, do = _ready(request), timezone.now(), request.POST.get("do")
    if own is not None and do == "end":
        being_asked.end_ready(actor=request.user, ready=own, now=now)
    elif own is not None:
        being_asked.set_ready_pause(actor=request.user, ready=own, paused=do != "go_on", now=now)
    messages.success(request, _("Saved."))
    return redirect("people")


@matcher_page
@never_cache
def counts(request: HttpRequest) -> HttpResponse:
    centre = centre_of(request)
    page = {"nav": "centre", "centre": centre, "table": call_counts.counts(centre, timezone.now())}
    return render(request, "mentoring/talk_now_counts.html", page)
