"""The door of a meeting, the page after it, and one's own record."""

from django.contrib import messages as notes
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from groups.forms.meetings import DoorForm
from groups.models import Attendance, MeetingRoom, MeetingSeries, Proof
from groups.services import meetings, missing_host
from recovery_network.common.errors import DomainError
from recovery_network.common.permissions import can
from safeguarding.services.limits import AwayError

PAGE_SIZE = 25


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def go_in(request: HttpRequest, code: str) -> HttpResponse:
    """The door: who you are here, how we talk, and in."""
    series = get_object_or_404(MeetingSeries.objects.visible_to(request.user), code=code)
    if series.online_kind != MeetingSeries.OnlineKind.ROOM:
        return redirect("meeting", code)
    now = timezone.now()
    occurrence = meetings.reachable_occurrence(series=series, now=now)
    page = {"series": series, "occurrence": occurrence, "nav": "meetings"}
    if request.method == "POST" and occurrence is not None:
        missing_host.look_at_meeting(occurrence, now)
    if occurrence is None or not meetings.is_door_time(occurrence, now):
        page["was_just_closed"] = meetings.was_just_closed(series=series, now=now)
        return render(request, "groups/door_closed.html", page)
    if not request.user.is_authenticated:
        return render(request, "groups/door_choice.html", page)
    if not can(request.user, "groups.go_in", occurrence):
        return render(request, "groups/door_not_you.html", page, status=403)
    return _door(request, page)


def _door(request: HttpRequest, page: dict) -> HttpResponse:
    form = DoorForm(request.POST or None, initial={"alias": request.user.public_name})
    if request.method == "POST" and form.is_valid():
        try:
            seat = meetings.go_in(
                actor=request.user,
                occurrence=page["occurrence"],
                alias=form.cleaned_data["alias"],
                now=timezone.now(),
            )
        except AwayError as error:
            notes.info(request, str(error))
            return redirect("my_limits")
        except DomainError as error:
            form.add_error("alias", error.message)
        else:
            return redirect("room", seat.room.code)
    status = 422 if form.is_bound else 200
    return render(request, "groups/door.html", {**page, "form": form}, status=status)


@login_required
@never_cache
@require_safe
def after_meeting(request: HttpRequest, code: str) -> HttpResponse:
    """Kind words, the next time, and one's own minutes once the room has closed."""
    link = get_object_or_404(
        MeetingRoom.objects.visible_to(request.user).select_related(
            "room", "occurrence__series__group", "occurrence__group"
        ),
        room__code=code,
    )
    attendance = Attendance.objects.visible_to(request.user).filter(occurrence=link.occurrence).first()
    following = meetings.following_occurrence(occurrence=link.occurrence, now=timezone.now())
    return render(
        request,
        "groups/after.html",
        {
            "room": link.room,
            "occurrence": link.occurrence,
            "series": link.occurrence.series,
            "local_date": link.occurrence.local_date,
            "attendance": attendance,
            "following": following,
            "without_host": link.room.opened_at is None and missing_host.outcome_of(link.room),
            "hosted": _is_host(request, link),
            "nav": "today",
        },
    )


def _is_host(request: HttpRequest, link: MeetingRoom) -> bool:
    return can(request.user, "groups.host_meeting", link.occurrence)


@login_required
@require_safe
def my_record(request: HttpRequest) -> HttpResponse:
    """Meetings one has been in. Nobody else can open this."""
    rows = Attendance.objects.visible_to(request.user).select_related("occurrence__series__group")
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    proofs = Proof.objects.visible_to(request.user).standing(timezone.now())
    return render(request, "groups/my_record.html", {"page_obj": page, "proofs": proofs, "nav": "me"})
