"""Pages of two who look in on one another: finding each other, the rhythm, small marks, the way out."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts import limits
from accounts.views.me import members_only
from mentoring.forms.partners import RhythmForm, TypedPartnerForm
from mentoring.models import Pair, PartnerCode, PartnerMark, Partners
from mentoring.rhythm import Often
from mentoring.services import marks
from mentoring.services import partners as beside
from recovery_network.common.errors import DomainError
from recovery_network.common.permissions import can

SHOWN = 14


def _mine(request: HttpRequest, code: str) -> Partners:
    """One's own, also when it has ended. To everybody else it does not exist."""
    own = Partners.objects.visible_to(request.user).select_related("one", "other", "paused_by")
    return get_object_or_404(own, code=code)


def _try(request: HttpRequest, deed: Callable[[], Any], said: str = "") -> Any:
    """What the deed gave; None when it could not be, and the page says why."""
    try:
        done = deed()
    except DomainError as fault:
        messages.error(request, str(fault))
        return None
    if said:
        messages.success(request, said)
    return done


@members_only
@never_cache
def find(request: HttpRequest) -> HttpResponse:
    """With a code that somebody said or sent. There is no list of people."""
    if limits.exhausted(request, "partner_code"):
        return limits.too_many(request)
    now, user = timezone.now(), request.user
    form = TypedPartnerForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        typed = form.cleaned_data["code"]
        made = _try(request, lambda: beside.use_code(actor=user, code=typed, now=now))
        if made is not None:
            return redirect("partners", made.code)
        limits.count_guess(request, "partner_code")
    open_codes = PartnerCode.objects.visible_to(user).open_at(now).order_by("expires_at")
    page = {"nav": "me", "form": form, "codes": open_codes}
    return render(request, "mentoring/find_partner.html", page, status=422 if form.is_bound else 200)


@require_POST
@members_only
def make_code(request: HttpRequest) -> HttpResponse:
    """Shown once; only its digest is kept."""
    made = _try(request, lambda: beside.make_code(actor=request.user, now=timezone.now()))
    if made is None:
        return redirect("find_partner")
    code, typed = made
    parts = [typed[at : at + 4] for at in range(0, len(typed), 4)]
    page = {"nav": "me", "code": code, "typed": " ".join(parts)}
    return render(request, "mentoring/partner_code.html", page)


@require_POST
@members_only
def ask_beside(request: HttpRequest, code: str) -> HttpResponseRedirect:
    """From the page of a pair that walks, or did."""
    own = Pair.objects.visible_to(request.user).filter(Q(mentee=request.user) | Q(guide=request.user))
    pair = get_object_or_404(own.select_related("mentee", "guide"), code=code)
    deed = {"actor": request.user, "pair": pair, "now": timezone.now()}
    made = _try(request, lambda: beside.ask_beside(**deed))
    return redirect("partners", made.code) if made else redirect("pair", code)


@members_only
@never_cache
def show(request: HttpRequest, code: str) -> HttpResponse:
    partners = _mine(request, code)
    other = partners.beside(request.user)
    seen = PartnerMark.objects.visible_to(request.user).filter(side__partners=partners)
    sides = {side.person_id: side for side in partners.sides.all()}
    own = sides[request.user.pk]
    page = {
        "nav": "me",
        "partners": partners,
        "other": other,
        "own": own,
        "theirs": sides.get(other.pk),
        "agreed": own.agreed == partners.number,
        "my_marks": seen.filter(side=own)[:SHOWN],
        "their_marks": seen.exclude(side=own)[:SHOWN],
        "day_name": WEEKDAYS[partners.weekday] if partners.often == Often.WEEKLY else "",
        "choices": PartnerMark.Mark.choices,
        "may_go_on": can(request.user, "mentoring.go_on_beside", partners),
    }
    return render(request, "mentoring/partners.html", page)


@members_only
@never_cache
def rhythm(request: HttpRequest, code: str) -> HttpResponse:
    partners = _mine(request, code)
    initial = RhythmForm.initial_of(partners)
    form = RhythmForm(request.POST if request.method == "POST" else None, initial=initial)
    deed = {"actor": request.user, "partners": partners, "now": timezone.now()}
    if form.is_valid():
        said = _("Saved. It begins when the other has agreed.")
        _try(request, lambda: beside.set_rhythm(**deed, **form.cleaned_data), said)
        return redirect("partners", code)
    page = {"nav": "me", "partners": partners, "form": form}
    return render(request, "mentoring/partner_rhythm.html", page, status=422 if form.is_bound else 200)


DEEDS: dict[str, Callable[..., Any]] = {
    "pause": beside.pause,
    "go_on": beside.go_on,
    "end": beside.end,
}


@require_POST
@members_only
def change(request: HttpRequest, code: str) -> HttpResponseRedirect:
    """Agree, a mark, who sees marks, a pause, the end."""
    partners, do = _mine(request, code), request.POST.get("do", "")
    given: dict[str, Any] = {"actor": request.user, "partners": partners, "now": timezone.now()}
    number = request.POST.get("number", "")
    if do in DEEDS:
        _try(request, lambda: DEEDS[do](**given), _("Saved."))
    elif do == "agree" and number.isdecimal():
        _try(request, lambda: beside.agree(**given, number=int(number)), _("Saved."))
    elif do in {"show", "hide"}:
        _try(request, lambda: marks.set_shows(**given, shows=do == "show") or True, _("Saved."))
    elif do in PartnerMark.Mark.values:
        _try(request, lambda: marks.mark(**given, mark=do) or True, _("Thank you."))
    return redirect("people") if do == "end" else redirect("partners", code)
