"""Telling somebody about a thing or a person, not meeting a person, and limits that were set on oneself."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from recovery_network.common.errors import DomainError
from recovery_network.common.permissions import require
from safeguarding import subjects
from safeguarding.forms import AppealForm, ReportForm
from safeguarding.models import Block, Report, Sanction
from safeguarding.services import blocks, limits, queue, reports
from safeguarding.subjects import Subject


def _subject(request: HttpRequest, kind: str, code: str) -> Subject:
    """What this person sees under the address, else 404."""
    found = subjects.find(request.user, kind, code, timezone.now())
    if found is None:
        raise Http404
    return found


@login_required
@never_cache
def report(request: HttpRequest, kind: str, code: str) -> HttpResponse:
    subject = _subject(request, kind, code)
    require(request.user, "safeguarding.report", subject)
    back = subject.way_back(request.GET.get("back", ""))
    centre = subject.centre or queue.centre_of(request.user)
    form = ReportForm(
        request.POST or None,
        with_person=subject.person is not None,
        a_woman_answers=queue.a_woman_answers(centre, subject.person),
    )
    if form.is_valid():
        try:
            reports.report(actor=request.user, subject=subject, now=timezone.now(), **form.cleaned_data)
        except DomainError as fault:
            form.add_error(None, str(fault))
        else:
            messages.success(request, _("Thank you. Somebody will look at it."))
            return redirect(back or "my_reports")
    page = {"form": form, "subject": subject, "label": subjects.label(kind), "back": back}
    return render(request, "safeguarding/report.html", page, status=422 if form.is_bound else 200)


@login_required
@never_cache
def my_reports(request: HttpRequest) -> HttpResponse:
    found = Report.objects.visible_to(request.user).select_related("case").order_by("-created_at", "-pk")
    rows = [(each, subjects.label(each.kind)) for each in found[:50]]
    return render(request, "safeguarding/my_reports.html", {"nav": "me", "rows": rows})


@login_required
@never_cache
def block_person(request: HttpRequest, kind: str, code: str) -> HttpResponse:
    """Asks once, for it works at once."""
    subject = _subject(request, kind, code)
    if subject.person is None:
        raise Http404
    require(request.user, "safeguarding.block", subject.person)
    back = subject.way_back(request.GET.get("back", ""))
    if request.method == "POST":
        blocks.block(actor=request.user, person=subject.person, alias=subject.name, now=timezone.now())
        messages.success(request, _("You no longer see each other here."))
        return redirect(back or "my_blocks")
    return render(request, "safeguarding/block.html", {"subject": subject, "back": back})


@login_required
@never_cache
def my_blocks(request: HttpRequest) -> HttpResponse:
    found = Block.objects.visible_to(request.user).order_by("-made_at", "-pk")
    return render(request, "safeguarding/my_blocks.html", {"nav": "me", "blocks": found})


@require_POST
@login_required
def unblock(request: HttpRequest) -> HttpResponse:
    number = request.POST.get("block", "")
    own = Block.objects.visible_to(request.user)
    found = get_object_or_404(own, pk=int(number) if number.isdecimal() else 0)
    blocks.unblock(actor=request.user, block=found, now=timezone.now())
    messages.success(request, _("Saved."))
    return redirect("my_blocks")


@login_required
@never_cache
def my_limits(request: HttpRequest) -> HttpResponse:
    """What was set on oneself, in the words that were chosen, with the way to another look."""
    now = timezone.now()
    own = Sanction.objects.visible_to(request.user).filter(user=request.user).select_related("appeal")
    page = {
        "nav": "me",
        "limits": [(each, each.stands(now)) for each in own.order_by("-made_at", "-pk")],
        "form": AppealForm(),
    }
    return render(request, "safeguarding/my_limits.html", page)


@require_POST
@login_required
def ask_again(request: HttpRequest, code: str) -> HttpResponse:
    own = Sanction.objects.visible_to(request.user).filter(user=request.user)
    limit, form = get_object_or_404(own, code=code), AppealForm(request.POST)
    words = form.cleaned_data["words"] if form.is_valid() else request.POST.get("words", "")[:2000]
    try:
        limits.ask_for_another_look(actor=request.user, sanction=limit, words=words, now=timezone.now())
    except DomainError as fault:
        messages.error(request, str(fault))
    else:
        messages.success(request, _("Somebody else will look at it."))
    return redirect("my_limits")
