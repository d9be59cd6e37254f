"""A coordinator's pages: who waits, who carries how much, one request, one mentor."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.models import Centre
from accounts.staff import staff_required
from mentoring.customs import Kind
from mentoring.forms.staff import ApartForm, LeastTimeForm, ReferenceForm, TrainingForm
from mentoring.models import Bond, Look, Mentor, MentorLook, Pair, Request, Suggestion
from mentoring.models.mentor import MATCHERS
from mentoring.services import approval, board, bonds, oversight, suggestions
from mentoring.views.cards import cards
from mentoring.views.load import plot
from recovery_network.common.errors import DomainError
from recovery_network.common.times import in_zone

PAGE_SIZE = 25
matcher_page = staff_required(*MATCHERS)


def centre_of(request: HttpRequest) -> Centre:
    """The centre of the page: the one named, or the first. Another centre's is 404."""
    roles = request.user.staff_roles.live().filter(role__in=MATCHERS)
    centres = (
        Centre.objects.visible_to(request.user).filter(pk__in=roles.values("centre")).order_by("name", "pk")
    )
    code = request.POST.get("centre") or request.GET.get("centre")
    return get_object_or_404(centres, code=code) if code else centres.first()


@matcher_page
@never_cache
def show_board(request: HttpRequest) -> HttpResponse:
    now, centre = timezone.now(), centre_of(request)
    waiting = Paginator(board.waiting_rows(centre), PAGE_SIZE).get_page(request.GET.get("page"))
    offering = list(board.applications(centre)[:PAGE_SIZE])
    care = _care(request, centre, now)
    people = [*waiting.object_list, *offering, *care["looks"], *care["mentor_looks"]]
    pairs = [row.pair for row in care["resting"]]
    board.open_board(actor=request.user, centre=centre, people=people, pairs=pairs, now=now)
    page = {
        "nav": "centre",
        "centre": centre,
        "numbers": board.numbers(centre, now),
        "page_obj": waiting,
        "applications": offering,
        **care,
        "round": board.last_round(centre),
    }
    return render(request, "mentoring/board.html", page)


def _care(request: HttpRequest, centre: Centre, now: datetime) -> dict[str, Any]:
    """Whom to talk with: members and mentors who are in a pair, and pairs that rest until staff say so."""
    looks, mentors = Look.objects.visible_to(request.user), MentorLook.objects.visible_to(request.user)
    pairs = Pair.objects.visible_to(request.user)
    return {
        "now": now,
        "looks": list(board.open_looks(looks, centre)[:PAGE_SIZE]),
        "mentor_looks": list(board.open_mentor_looks(mentors, centre)[:PAGE_SIZE]),
        "resting": oversight.resting(pairs, request.user, centre, now),
    }


@matcher_page
@never_cache
def show_load(request: HttpRequest) -> HttpResponse:
    """How much each mentor carries: a picture, and the same as a table."""
    now, centre = timezone.now(), centre_of(request)
    shown = Paginator(board.load_rows(centre), PAGE_SIZE).get_page(request.GET.get("page"))
    rows = list(shown.object_list)
    board.open_board(actor=request.user, centre=centre, people=rows, now=now)
    page = {
        "nav": "centre",
        "centre": centre,
        "page_obj": shown,
        "rows": rows,
        "plot": plot(rows),
        "today": in_zone(now, centre.time_zone).date(),
        "least": [(Kind(kind).label, days) for kind, days in board.least_days(centre).items()],
        "form": LeastTimeForm(),
    }
    return render(request, "mentoring/load.html", page)


@require_POST
@matcher_page
def set_least(request: HttpRequest) -> HttpResponseRedirect:
    form, centre = LeastTimeForm(request.POST), centre_of(request)
    if form.is_valid():
        bonds.set_least_days(actor=request.user, centre=centre, now=timezone.now(), **form.cleaned_data)
        messages.success(request, _("Saved."))
    else:
        messages.error(request, _("Choose from 0 days to 20 years."))
    return redirect("mentor_load")


# --- One request ------------------------------------------------------------------------------------


def _request(request: HttpRequest, code: str) -> Request:
    others = Request.objects.visible_to(request.user).exclude(user=request.user)
    found = others.filter(state=Request.State.WAITING).select_related("centre", "user")
    return get_object_or_404(found.prefetch_related("pathways", "hours"), code=code)


def _mentors(request: HttpRequest, centre: Centre) -> Any:
    rows = Mentor.objects.visible_to(request.user).filter(centre=centre, state=Mentor.State.APPROVED)
    return rows.select_related("user").order_by("user__public_name", "pk")


def _bonds(request: HttpRequest, asked: Request) -> Any:
    known = Bond.objects.visible_to(request.user).filter(centre=asked.centre)
    return known.filter(one=asked.user) | known.filter(other=asked.user)


@matcher_page
@never_cache
def show_request(request: HttpRequest, code: str, form: Any = None) -> HttpResponse:
    """What is prepared and shown, and why each mentor was offered or not."""
    asked = _request(request, code)
    now = timezone.now()
    rows = board.explain(actor=request.user, request=asked, now=now)
    page_obj = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    open_ones = Suggestion.objects.visible_to(request.user).filter(request=asked).open()
    suggested = cards(open_ones.select_related("mentor__user"))
    mentors = [*(row.mentor for row in page_obj), *(card.suggestion.mentor for card in suggested)]
    board.open_board(actor=request.user, centre=asked.centre, people=mentors, now=now)
    prepared = any(card.suggestion.state == Suggestion.State.PREPARED for card in suggested)
    page = {
        "nav": "centre",
        "asked": asked,
        "page_obj": page_obj,
        "counted": board.counted(rows),
        "cards": suggested,
        "prepared": prepared,
        "bonds": _bonds(request, asked).select_related("one", "other"),
        "form": form or ApartForm(mentors=_mentors(request, asked.centre)),
    }
    return render(request, "mentoring/request.html", page, status=422 if form is not None else 200)


@require_POST
@matcher_page
def change_request(request: HttpRequest, code: str) -> HttpResponse:
    """Show what is prepared, keep two people apart, or end that."""
    asked, now, deed = _request(request, code), timezone.now(), request.POST.get("do")
    form = ApartForm(request.POST, mentors=_mentors(request, asked.centre)) if deed == "apart" else None
    if form is not None and not form.is_valid():
        return show_request(request, code, form)
    if form is not None:
        mentor, reason = form.cleaned_data["mentor"], form.cleaned_data["reason"]
        bonds.keep_apart(
            actor=request.user,
            centre=asked.centre,
            first=asked.user,
            second=mentor.user,
            reason=reason,
            now=now,
        )
    elif deed == "show":
        suggestions.show(actor=request.user, request=asked, now=now)
    elif deed == "end_bond":
        known = _bonds(request, asked).select_related("centre")
        bond = get_object_or_404(known, pk=request.POST.get("bond") or 0)
        bonds.end_bond(actor=request.user, bond=bond, now=now)
    messages.success(request, _("Saved."))
    return redirect("mentor_request", code)


# --- One mentor -------------------------------------------------------------------------------------


def _mentor(request: HttpRequest, code: str) -> Mentor:
    others = Mentor.objects.visible_to(request.user).exclude(user=request.user)
    return get_object_or_404(others.select_related("centre", "user"), code=code)


def _page(request: HttpRequest, mentor: Mentor, form: Any = None) -> HttpResponse:
    now = timezone.now()
    today = in_zone(now, mentor.centre.time_zone).date()
    page = {
        "nav": "centre",
        "opened": approval.open_mentor(actor=request.user, mentor=mentor, now=now),
        "mentor": mentor,
        "today": today,
        "serves": mentor.serves(today),
        "training_form": form or TrainingForm(today=today),
        "reference_form": ReferenceForm(),
        "form": form,
    }
    return render(request, "mentoring/mentor.html", page, status=422 if form is not None else 200)


@matcher_page
@never_cache
def show_mentor(request: HttpRequest, code: str) -> HttpResponse:
    return _page(request, _mentor(request, code))


@require_POST
@matcher_page
def train(request: HttpRequest, code: str) -> HttpResponse:
    mentor, now = _mentor(request, code), timezone.now()
    form = TrainingForm(request.POST, today=in_zone(now, mentor.centre.time_zone).date())
    if not form.is_valid():
        return _page(request, mentor, form)
    return _do(
        request,
        mentor,
        lambda: approval.mark_training(actor=request.user, mentor=mentor, now=now, **form.cleaned_data),
    )


@require_POST
@matcher_page
def decide(request: HttpRequest, code: str) -> HttpResponse:
    """Approve or renew, not now, or what a reference said."""
    mentor, now, deed = _mentor(request, code), timezone.now(), request.POST.get("do", "")
    if deed == "reference":
        return _do(request, mentor, lambda: _take_reference(request, mentor))
    services = {"approve": approval.approve, "not_now": approval.say_not_now}
    if deed not in services:
        return redirect("mentor", code)
    return _do(request, mentor, lambda: services[deed](actor=request.user, mentor=mentor, now=now))


def _take_reference(request: HttpRequest, mentor: Mentor) -> None:
    reference = get_object_or_404(mentor.references.all(), pk=request.POST.get("reference") or 0)
    form = ReferenceForm(request.POST)
    if not form.is_valid():
        raise DomainError(_("Say what they told you."))
    approval.take_reference(
        actor=request.user, mentor=mentor, reference=reference, now=timezone.now(), **form.cleaned_data
    )


def _do(request: HttpRequest, mentor: Mentor, deed: Callable[[], object]) -> HttpResponseRedirect:
    try:
        deed()
    except DomainError as fault:
        messages.error(request, str(fault))
    else:
        messages.success(request, _("Saved."))
    return redirect("mentor", mentor.code)
