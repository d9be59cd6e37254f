"""Pages of somebody who asks: people near me, asking step by step, and the suggestions."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.models import Centre
from accounts.views.me import members_only
from mentoring.customs import Kind
from mentoring.forms import ask as asking
from mentoring.forms.offer import HelloForm
from mentoring.models import Introduction, Mentor, Pair, Partners, Ready, Request, Suggestion
from mentoring.services import requests, suggestions
from mentoring.views.cards import cards
from recovery_network.common.errors import DomainError

KEPT = "asking_for_a_mentor"


def my_centres(request: HttpRequest) -> Any:
    belongs = request.user.memberships.live().values("centre")
    return Centre.objects.visible_to(request.user).filter(pk__in=belongs).order_by("name", "pk")


def my_centre(request: HttpRequest) -> Centre | None:
    """The one named, or the first. Another centre's is 404."""
    code = request.POST.get("centre") or request.GET.get("centre")
    return get_object_or_404(my_centres(request), code=code) if code else my_centres(request).first()


def my_request(request: HttpRequest) -> Request | None:
    own = Request.objects.visible_to(request.user).filter(user=request.user, state=Request.State.WAITING)
    return own.select_related("centre").order_by("-made_at").first()


@members_only
@never_cache
def people(request: HttpRequest) -> HttpResponse:
    """Who walks beside me, what I asked for, what I offer."""
    user = request.user
    pairs = Pair.objects.visible_to(user).live().filter(guide=user) | Pair.objects.visible_to(
        user
    ).live().filter(mentee=user)
    offers = Mentor.objects.visible_to(user).filter(user=user).exclude(state=Mentor.State.ENDED)
    page = {
        "nav": "me",
        "asked": my_request(request),
        "pairs": pairs.select_related("mentee", "guide").order_by("-made_at", "pk"),
        "offer": offers.order_by("-applied_at").first(),
        "questions": Suggestion.objects.visible_to(user).filter(guide=user).count(),
        "centres": my_centres(request),
        "meets": Introduction.objects.visible_to(user).filter(Q(one=user) | Q(other=user)),
        "ready": Ready.objects.visible_to(user).first(),
        "beside": Partners.objects.visible_to(user).live().select_related("one", "other").order_by("pk"),
    }
    return render(request, "mentoring/people.html", page)


@members_only
@never_cache
def ask(request: HttpRequest, step: str = asking.ORDER[0]) -> HttpResponse:
    """One question a page. What was answered waits in the session until the last page is sent."""
    if step not in asking.STEPS:
        raise Http404
    if my_centre(request) is None:
        return render(request, "mentoring/no_centre.html", {"nav": "me"})
    form = _form(request, step, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        _keep(request, step)
        following = asking.after(step)
        return redirect("ask_mentor", following) if following else _send(request)
    page = {
        "nav": "me",
        "form": form,
        "step": step,
        "before": asking.before(step),
        "last": not asking.after(step),
    }
    return render(request, "mentoring/ask.html", page, status=422 if form.is_bound else 200)


def _form(request: HttpRequest, step: str, data: Any) -> forms.Form:
    kept = request.session.get(KEPT, {}).get(step)
    form_class = asking.form_class(step, _kinds(request))
    if data is None and step == asking.ORDER[0] and request.GET.get("for") == Kind.FAMILY:
        return form_class(initial={"kinds": [Kind.FAMILY]})
    if data is None and kept is not None:
        initial = {
            name: values if len(values) > 1 or name in MANY else values[0] for name, values in kept.items()
        }
        return form_class(initial=initial)
    return form_class(data, initial=asking.initial_of(my_request(request), request.user))


def _kinds(request: HttpRequest) -> list[str]:
    """Whom they look for, as far as it was answered."""
    kinds: list[str] = request.session.get(KEPT, {}).get(asking.ORDER[0], {}).get("kinds", [])
    return kinds


MANY = {"kinds", "hopes", "languages", "ways", "pathways", "days_1", "days_2", "days_3"}


def _keep(request: HttpRequest, step: str) -> None:
    answers = {name: values for name, values in request.POST.lists() if name != "csrfmiddlewaretoken"}
    request.session[KEPT] = request.session.get(KEPT, {}) | {step: answers}


def _send(request: HttpRequest) -> HttpResponseRedirect:
    """All pages once more; the first that is missing or wrong is shown again, and nothing is lost."""
    kept, filled = request.session.get(KEPT, {}), {}
    for step in asking.ORDER:
        data = QueryDict(mutable=True)
        for name, values in kept.get(step, {}).items():
            data.setlist(name, values)
        filled[step] = asking.form_class(step, _kinds(request))(data)
        if not filled[step].is_valid():
            messages.error(request, _("Please look at this page once more."))
            return redirect("ask_mentor", step)
    return _asked(request, filled)


def _asked(request: HttpRequest, filled: dict[str, Any]) -> HttpResponseRedirect:
    fields = asking.fields_of({step: form.cleaned_data for step, form in filled.items()})
    try:
        requests.ask(
            actor=request.user,
            centre=my_centre(request),
            fields=fields,
            hours=filled["when"].spans(),
            now=timezone.now(),
        )
    except DomainError as fault:
        messages.error(request, str(fault))
        return redirect("ask_mentor", "limits")
    request.session.pop(KEPT, None)
    messages.success(request, _("We look at this together with your centre. Usually it takes 3 days."))
    return redirect("my_matches")


@require_POST
@members_only
def withdraw(request: HttpRequest) -> HttpResponseRedirect:
    waiting = my_request(request)
    if waiting is not None:
        requests.withdraw(actor=request.user, request=waiting, now=timezone.now())
        messages.success(request, _("Taken back. You can ask again at any time."))
    return redirect("people")


@members_only
@never_cache
def matches(request: HttpRequest) -> HttpResponse:
    """Up to three people, with reasons in words."""
    waiting = my_request(request)
    seen = Suggestion.objects.visible_to(request.user).filter(mentee=request.user, request=waiting)
    shown = seen.select_related("mentor__user").prefetch_related("mentor__languages")
    page = {"nav": "me", "asked": waiting, "cards": cards(shown), "form": HelloForm()}
    return render(request, "mentoring/matches.html", page)


@require_POST
@members_only
def choose(request: HttpRequest, code: str) -> HttpResponseRedirect:
    """Say hello, or "not for me"."""
    mine = Suggestion.objects.visible_to(request.user).filter(mentee=request.user)
    suggestion, now = get_object_or_404(mine, code=code), timezone.now()
    form = HelloForm(request.POST)
    try:
        if request.POST.get("do") == "hello" and form.is_valid():
            suggestions.say_hello(actor=request.user, suggestion=suggestion, now=now, **form.cleaned_data)
            messages.success(request, _("We asked them. You read their answer here."))
        elif request.POST.get("do") == "pass":
            suggestions.pass_by(actor=request.user, suggestion=suggestion, now=now)
            messages.success(request, _("Fine. Nobody is told."))
    except DomainError as fault:
        messages.error(request, str(fault))
    return redirect("my_matches")
