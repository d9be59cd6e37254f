"""One meeting for those who hold it: its rota and plan before, its close-out after."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from accounts.staff import way_to_second_step
from groups.forms.plans import ChoosePlanForm, FollowUpForm, LineForm, RotaForm, TalkForm
from groups.models import GroupPlan, Occurrence, RotaSlot
from groups.services import closing, meeting_plans, meetings, rota, rsvp
from groups.views.doors import find_series, host_page, read_day
from recovery_network.common.errors import DomainError
from recovery_network.common.permissions import can, require

SHOWN = 12


def _find(request: HttpRequest, code: str, day: str) -> Occurrence:
    visible = Occurrence.objects.visible_to(request.user)
    visible = visible.select_related("series__group__centre", "series__plan", "group", "meeting_room__room")
    occurrence = get_object_or_404(visible, series__code=code, local_date=read_day(day))
    require(request.user, "groups.host_meeting", occurrence)
    return occurrence


def meeting_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For whoever holds this meeting, a stand-in included; staff pass their second step first."""

    @never_cache
    def guarded(request: HttpRequest, code: str, day: str) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        occurrence = _find(request, code, day)
        works = request.user.staff_roles.live().exists()
        return (way_to_second_step(request) if works else None) or view(request, occurrence)

    return guarded


@host_page
def plan_rota(request: HttpRequest, code: str) -> HttpResponse:
    """The next meetings with their hosts, and everyone in turn for those without."""
    series = find_series(request, code, "groups.plan_rota")
    form = _rota_form(request, series.group)
    if form.is_valid():
        try:
            count = rota.plan_in_turn(
                actor=request.user, series=series, now=timezone.now(), **form.cleaned_data
            )
        except DomainError as fault:
            form.add_error(None, str(fault))
        else:
            messages.success(request, _("%(count)d meetings have a host now.") % {"count": count})
            return redirect("host_rota", series.code)
    coming = Occurrence.objects.visible_to(request.user).filter(
        series=series, status=Occurrence.Status.SCHEDULED, ends_at__gt=timezone.now()
    )
    coming = coming.prefetch_related("rota__user").order_by("starts_at")[:SHOWN]
    page = {"nav": "host", "series": series, "group": series.group, "dates": coming, "form": form}
    return render(request, "groups/host_rota.html", page, status=422 if form.is_bound else 200)


def _rota_form(request: HttpRequest, group: Any, **first: Any) -> RotaForm:
    hosts, stand_ins = (rota.people_for(group, part) for part in RotaSlot.Part)
    data = request.POST if request.POST.get("do") == "rota" else None
    return RotaForm(data, hosts=hosts, stand_ins=stand_ins, initial=first)


@meeting_page
def show(request: HttpRequest, occurrence: Occurrence) -> HttpResponse:
    """Who opens it, what its plan is, what the last host left, and how many said that they come."""
    slots = list(
        RotaSlot.objects.visible_to(request.user).filter(occurrence=occurrence).select_related("user")
    )
    form = _rota_form(request, occurrence.group, **_planned(slots))
    plans = ChoosePlanForm(_posted(request, "plan"), plans=_plans(request, occurrence))
    if _change(request, occurrence, form, plans):
        return redirect("host_meeting", occurrence.series.code, occurrence.local_date.isoformat())
    page = {
        "nav": "host",
        "occurrence": occurrence,
        "series": occurrence.series,
        "slots": slots,
        "form": form,
        "plan_form": plans if plans.fields["plan"].queryset else None,
        "may_plan": can(request.user, "groups.plan_rota", occurrence.series),
        "steps": meeting_plans.steps_of(occurrence),
        "last": closing.last_line(occurrence),
        "places": rsvp.places(occurrence, request.user),
        "is_door_time": meetings.is_door_time(occurrence, timezone.now()),
        "has_begun": occurrence.starts_at <= timezone.now(),
    }
    return render(request, "groups/host_meeting.html", page, status=422 if form.errors else 200)


def _planned(slots: list[RotaSlot]) -> dict[str, list[Any]]:
    return {
        "hosts": [slot.user for slot in slots if slot.part == RotaSlot.Part.HOST],
        "stand_ins": [slot.user for slot in slots if slot.part == RotaSlot.Part.STAND_IN],
    }


def _posted(request: HttpRequest, what: str) -> Any:
    return request.POST if request.POST.get("do") == what else None


def _plans(request: HttpRequest, occurrence: Occurrence) -> Any:
    return GroupPlan.objects.visible_to(request.user).filter(group=occurrence.group_id)


def _change(request: HttpRequest, occurrence: Occurrence, form: RotaForm, plans: ChoosePlanForm) -> bool:
    """Save what was posted; False to show the page, with what is wrong if anything was."""
    who = {"actor": request.user, "now": timezone.now()}
    try:
        if form.is_valid():
            rota.plan_meeting(occurrence=occurrence, **form.cleaned_data, **who)
        elif plans.is_valid():
            _use(occurrence, plans.cleaned_data["plan"], who)
        else:
            return False
    except DomainError as fault:
        (form if form.is_bound else plans).add_error(None, str(fault))
        messages.error(request, str(fault))
        return False
    messages.success(request, _("Saved."))
    return True


def _use(occurrence: Occurrence, plan: GroupPlan, who: dict[str, Any]) -> None:
    """In this room if it is there; otherwise from now on in every meeting of the series."""
    if hasattr(occurrence, "meeting_room"):
        meeting_plans.use_plan_now(occurrence=occurrence, plan=plan, **who)
    else:
        meeting_plans.choose_plan(series=occurrence.series, plan=plan, **who)


@meeting_page
def close(request: HttpRequest, occurrence: Occurrence) -> HttpResponse:
    """Attendance, held messages, who looks after whom, a line for the next host, and the host."""
    page = closing.open_page(actor=request.user, occurrence=occurrence, now=timezone.now())
    forms = {
        "follow_form": FollowUpForm(_posted(request, "follow"), owners=page.owners, people=page.people),
        "talk_form": TalkForm(_posted(request, "talk"), owners=_others(page.owners, request.user)),
        "line_form": LineForm(_posted(request, "finish"), initial={"line": _line(page)}),
    }
    if request.method == "POST" and _close_step(request, occurrence, **forms):
        return redirect("host_close", occurrence.series.code, occurrence.local_date.isoformat())
    context = {"nav": "host", "page": page, "occurrence": occurrence, "series": occurrence.series, **forms}
    bound = next((form for form in forms.values() if form.is_bound), None)
    context["form"] = bound
    return render(request, "groups/host_close.html", context, status=422 if bound else 200)


def _others(people: list[Any], me: Any) -> list[Any]:
    return [person for person in people if person.pk != me.pk]


def _line(page: closing.Page) -> str:
    return page.closing.line_for_next if page.closing else ""


def _close_step(
    request: HttpRequest, occurrence: Occurrence, follow_form: Any, talk_form: Any, line_form: Any
) -> bool:
    """One step of the close-out; False when the page is to be shown again with what is wrong."""
    who = {"actor": request.user, "occurrence": occurrence, "now": timezone.now()}
    asked = request.POST.get("do", "")
    form = {"follow": follow_form, "talk": talk_form, "finish": line_form}.get(asked)
    if form is not None and not form.is_valid():
        return False
    try:
        if asked == "follow":
            closing.name_follow_up(**form.cleaned_data, **who)
        elif asked == "talk":
            closing.name_follow_up(owner=form.cleaned_data["owner"], for_me=True, **who)
        elif asked == "finish":
            closing.finish(line=form.cleaned_data["line"], **who)
        elif asked in {"attested", "withdrawn", "measured"}:
            _correct(request, asked, who)
    except DomainError as fault:
        messages.error(request, str(fault))
        return True
    messages.success(request, _("Saved."))
    return True


def _correct(request: HttpRequest, asked: str, who: dict[str, Any]) -> None:
    closing.correct_attendance(
        key=request.POST.get("key", ""),
        correction="" if asked == "measured" else asked,
        reason=request.POST.get("reason", ""),
        **who,
    )
