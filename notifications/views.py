"""The inbox, its history, and the pages where a person chooses what reaches them."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from notifications import links, subjects, wording
from notifications.forms import ChoicesForm, SubjectForm
from notifications.models import Delivery, Notice, Preference, ReminderChoice
from notifications.services import choices, reading
from recovery_network.common.permissions import require

PAGE = 25


def member_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For people with an account: visitors sign in first, guests have nothing here."""

    @login_required
    @wraps(view)
    def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        require(request.user, "notifications.have_notes")
        return view(request, *args, **kwargs)

    return page


def _posted(request: HttpRequest) -> QueryDict | None:
    """What was sent; an empty form that was sent is still an answer."""
    return request.POST if request.method == "POST" else None


@member_page
@require_safe
def notes(request: HttpRequest) -> HttpResponse:
    """The inbox, newest first."""
    now = timezone.now()
    found = Notice.objects.visible_to(request.user).order_by("-created_at", "-pk")
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    rows = [(each, wording.line_inside(each, request.user, now), wording.drawing(each)) for each in page]
    return render(request, "notifications/notes.html", {"nav": "notes", "page_obj": page, "rows": rows})


@member_page
@require_POST
def open_note(request: HttpRequest, code: str) -> HttpResponse:
    """Mark one as read and go where it leads."""
    notice = get_object_or_404(Notice.objects.visible_to(request.user), code=code)
    reading.open_notice(actor=request.user, notice=notice, now=timezone.now())
    return redirect(notice.path)


@member_page
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    reading.read_all(actor=request.user, now=timezone.now())
    return redirect("notes")


@require_GET
def count(request: HttpRequest) -> HttpResponse:
    """How many notices wait, for the number in the header."""
    if not request.user.is_authenticated:
        return JsonResponse({"error": _("Sign in to go on.")}, status=403)
    return JsonResponse({"count": reading.unread(request.user)})


@member_page
@require_safe
def history(request: HttpRequest) -> HttpResponse:
    """Everything that was promised to this person, and what became of it."""
    now = timezone.now()
    found = Delivery.objects.visible_to(request.user).order_by("-due_at", "-pk")
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    rows = [(d, wording.line(d, request.user, now), wording.state(d, request.user, now)) for d in page]
    return render(request, "notifications/history.html", {"nav": "notes", "page_obj": page, "rows": rows})


@member_page
@require_http_methods(["GET", "HEAD", "POST"])
def reminders(request: HttpRequest) -> HttpResponse:
    """Usual times, quiet hours, e-mail; and the list of what has times of its own."""
    preference = Preference.objects.visible_to(request.user).first()
    form = ChoicesForm(_posted(request), preference=preference)
    if request.method == "POST" and form.is_valid():
        choices.choose(actor=request.user, now=timezone.now(), **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("reminders")
    context = {"nav": "me", "form": form, "subjects": subjects.of(request.user)}
    return render(request, "notifications/reminders.html", context)


@member_page
@require_http_methods(["GET", "HEAD", "POST"])
def reminders_for(request: HttpRequest, kind: str, code: str) -> HttpResponse:
    """What the person wants for one group or series of theirs."""
    subject = subjects.find(request.user, kind, code)
    if subject is None:
        raise Http404
    own = ReminderChoice.objects.visible_to(request.user)
    choice = own.filter(subject_kind=kind, subject_id=subject.id).first()
    form = SubjectForm(_posted(request), choice=choice)
    if request.method == "POST" and form.is_valid():
        wish = form.wish() | {"subject_kind": kind, "subject_id": subject.id}
        choices.choose_for(actor=request.user, now=timezone.now(), **wish)
        messages.success(request, _("Saved."))
        return redirect("reminders")
    context = {"nav": "me", "form": form, "subject": subject}
    return render(request, "notifications/reminders_for.html", context)


@member_page
@require_POST
def test_note(request: HttpRequest) -> HttpResponse:
    choices.send_test_note(actor=request.user, now=timezone.now())
    messages.success(request, _("A test note is on its way."))
    return redirect("reminders")


@csrf_exempt  # A mail program posts here for its reader (RFC 8058); the signed link is the proof.
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """End e-mail by the link in each message: a question first, or at once for mail programs."""
    if links.read_stop_token(token) is None:
        raise Http404
    done = request.method == "POST" and choices.stop_mail(token=token, now=timezone.now())
    return render(request, "notifications/stop.html", {"done": done})
