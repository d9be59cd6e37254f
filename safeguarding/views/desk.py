"""The desk of staff: reports in their order, one case, limits, and other looks at them."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.models import Centre
from accounts.staff import operator_required, staff_required
from recovery_network.common.errors import DomainError
from recovery_network.common.permissions import can, require
from safeguarding.forms import AppealAnswerForm, ChoiceForm, DecideForm, LimitForm, PlaceForm
from safeguarding.models import Appeal, Case, Sanction, StaffChoice
from safeguarding.models.line import KEEPERS
from safeguarding.services import cases, limits, newcomers

staff_page = staff_required()
PAGE_SIZE = 30


def _works_at(request: HttpRequest) -> Any:
    works = request.user.staff_roles.live().values("centre")
    return Centre.objects.visible_to(request.user).filter(pk__in=works).order_by("name", "pk")


@staff_page
@never_cache
def desk(request: HttpRequest) -> HttpResponse:
    now, user = timezone.now(), request.user
    waiting = Case.objects.visible_to(user).waiting().in_order().with_reasons()
    waiting = waiting.select_related("centre", "assigned_to")
    looks = Appeal.objects.visible_to(user).waiting().exclude(sanction__user=user)
    second = Sanction.objects.visible_to(user).filter(confirmed_at=None, lifted_at=None).exclude(user=user)
    choice = StaffChoice.objects.visible_to(user).first()
    page = {
        "nav": "centre",
        "page_obj": Paginator(waiting, PAGE_SIZE).get_page(request.GET.get("page")),
        "now": now,
        "keeps": user.staff_roles.live().filter(role__in=KEEPERS).exists(),
        "appeals": looks.select_related("sanction").order_by("made_at", "pk"),
        "unconfirmed": second.exclude(made_by=user).order_by("made_at", "pk"),
        "choice_form": ChoiceForm(initial={"takes_for_women": bool(choice and choice.takes_for_women)}),
    }
    return render(request, "safeguarding/desk.html", page)


@staff_page
@never_cache
def standing_limits(request: HttpRequest) -> HttpResponse:
    """What is in force now: until when, and who set it. Whom it is about is opened one by one."""
    now, user = timezone.now(), request.user
    standing = Sanction.objects.visible_to(user).standing(now).exclude(user=user)
    standing = standing.select_related("centre", "made_by").order_by("-made_at", "-pk")
    page = {"nav": "centre", "page_obj": Paginator(standing, PAGE_SIZE).get_page(request.GET.get("page"))}
    return render(request, "safeguarding/standing.html", page)


@staff_page
@never_cache
def settled(request: HttpRequest) -> HttpResponse:
    """What was decided in the last 90 days, and by whom."""
    found = Case.objects.visible_to(request.user).settled(timezone.now()).with_reasons()
    found = found.select_related("centre", "decided_by")
    page = {"nav": "centre", "page_obj": Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))}
    return render(request, "safeguarding/settled.html", page)


@require_POST
@staff_page
def choose(request: HttpRequest) -> HttpResponse:
    form, centre = ChoiceForm(request.POST), _works_at(request).first()
    if form.is_valid():
        cases.choose(actor=request.user, centre=centre, now=timezone.now(), **form.cleaned_data)
        messages.success(request, _("Saved."))
    return redirect("safety_desk")


def _case(request: HttpRequest, code: str) -> Case:
    return get_object_or_404(
        Case.objects.visible_to(request.user).select_related("centre", "about"), code=code
    )


def _show(request: HttpRequest, case: Case, **context: Any) -> HttpResponse:
    now = timezone.now()
    mine = can(request.user, "safeguarding.decide_case", case)
    page = {
        "nav": "centre",
        "opened": cases.open_case(actor=request.user, case=case, now=now),
        "case": case,
        "mine": mine,
        "is_late": case.is_late(now),
        "approaches": newcomers.approaches(case.about, now) if case.about else 0,
        "decide_form": DecideForm() if mine else None,
        "limit_form": _limit_form(case) if mine and case.about else None,
    }
    shown = page | context
    return render(request, "safeguarding/case.html", shown, status=422 if "form" in context else 200)


def _limit_form(case: Case, data: Any = None) -> LimitForm:
    return LimitForm(data, steps=limits.steps_for(case, timezone.now()), prefix="limit")


@staff_page
@never_cache
def show_case(request: HttpRequest, code: str) -> HttpResponse:
    return _show(request, _case(request, code))


@require_POST
@staff_page
def take_case(request: HttpRequest, code: str) -> HttpResponse:
    return _do(request, code, lambda case, now: cases.take_case(actor=request.user, case=case, now=now))


def _do(request: HttpRequest, code: str, service: Callable[[Case, Any], object]) -> HttpResponse:
    try:
        service(_case(request, code), timezone.now())
    except DomainError as fault:
        messages.error(request, str(fault))
    else:
        messages.success(request, _("Saved."))
    return redirect("safety_case", code)


@require_POST
@staff_page
def show_reporters(request: HttpRequest, code: str) -> HttpResponse:
    """The names stand in this answer only."""
    case = _case(request, code)
    people = cases.open_reporters(actor=request.user, case=case, now=timezone.now())
    return _show(request, case, reporters=people)


@require_POST
@staff_page
def decide(request: HttpRequest, code: str) -> HttpResponse:
    case, form = _case(request, code), DecideForm(request.POST)
    require(request.user, "safeguarding.decide_case", case)

    def save(data: dict[str, Any]) -> None:
        cases.decide_case(
            actor=request.user, case=case, decision=data["decision"], note=data["note"], now=timezone.now()
        )

    return _saved(request, form, save) or _show(request, case, decide_form=form, form=form)


@require_POST
@staff_page
def set_limit(request: HttpRequest, code: str) -> HttpResponse:
    case = _case(request, code)
    require(request.user, "safeguarding.decide_case", case)
    form = _limit_form(case, request.POST)

    def save(data: dict[str, Any]) -> None:
        limits.set_limit(
            actor=request.user,
            case=case,
            step=data["step"],
            days=data["days"],
            words=data["words"],
            note=data["reasons"],
            now=timezone.now(),
        )

    return _saved(request, form, save) or _show(request, case, limit_form=form, form=form)


def _saved(
    request: HttpRequest, form: forms.Form, save: Callable[[dict[str, Any]], None]
) -> HttpResponse | None:
    """The way on, or None when the form has to be shown again."""
    if not form.is_valid():
        return None
    try:
        save(form.cleaned_data)
    except DomainError as fault:
        form.add_error(None, str(fault))
        return None
    messages.success(request, _("Saved."))
    return redirect("safety_desk")


@staff_page
@never_cache
def show_limit(request: HttpRequest, code: str) -> HttpResponse:
    """A limit on somebody else: confirm it as the second person, or end it."""
    limit = _limit(request, code)
    page = {"nav": "centre", "limit": limit, "stands": limit.stands(timezone.now())}
    return render(request, "safeguarding/limit.html", page)


def _limit(request: HttpRequest, code: str) -> Sanction:
    others = Sanction.objects.visible_to(request.user).exclude(user=request.user)
    return get_object_or_404(others.select_related("centre", "case", "made_by"), code=code)


@require_POST
@staff_page
def change_limit(request: HttpRequest, code: str) -> HttpResponse:
    services = {"confirm": limits.confirm_limit, "lift": limits.lift_limit}
    service, limit = services.get(request.POST.get("do", "")), _limit(request, code)
    if service is not None:
        service(actor=request.user, sanction=limit, now=timezone.now())
        messages.success(request, _("Saved."))
    return redirect("safety_desk")


@staff_page
@never_cache
def appeal(request: HttpRequest, code: str) -> HttpResponse:
    found = Appeal.objects.visible_to(request.user).exclude(sanction__user=request.user)
    asked = get_object_or_404(found.select_related("sanction__centre", "sanction__case"), sanction__code=code)
    form = AppealAnswerForm(request.POST or None)

    def save(data: dict[str, Any]) -> None:
        limits.decide_appeal(
            actor=request.user,
            appeal=asked,
            answer=data["answer"],
            words=data["words"],
            now=timezone.now(),
        )

    done = _saved(request, form, save) if request.method == "POST" else None
    page = {"nav": "centre", "appeal": asked, "limit": asked.sanction, "form": form}
    status = 422 if form.is_bound else 200
    return done or render(request, "safeguarding/appeal.html", page, status=status)


@operator_required
@never_cache
def place_cases(request: HttpRequest) -> HttpResponse:
    """Cases that belong to no centre, without a word of them."""
    loose = Case.objects.visible_to(request.user).waiting().filter(centre=None).in_order()
    centres = cases.centres_for(request.user)
    form = PlaceForm(request.POST or None, centres=centres)
    if form.is_valid():
        case = get_object_or_404(loose, code=request.POST.get("case", ""))
        cases.place_case(actor=request.user, case=case, now=timezone.now(), **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("place_cases")
    page = {"cases": loose, "centres": centres, "form": form}
    return render(request, "safeguarding/place_cases.html", page, status=422 if form.is_bound else 200)
