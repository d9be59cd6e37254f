"""A centre's page for foreign lists: choose one, look at what it would do, save it, take it back."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import Centre
from accounts.staff import staff_required
from groups import import_table
from groups.forms.imports import ImportForm
from groups.models import ImportRun
from groups.models.imports import IMPORTERS
from groups.services import imports
from recovery_network.common.errors import DomainError

PAGE_SIZE = 25
LOOK_AGAIN = "3"  # seconds; a header, so that the page moves on without scripts
importer_page = staff_required(*IMPORTERS)


def _centre(request: HttpRequest) -> Centre:
    """The centre of the page: the one named, or the only one. Another centre's is 404."""
    roles = request.user.staff_roles.live().filter(role__in=IMPORTERS)
    centres = Centre.objects.visible_to(request.user).filter(pk__in=roles.values("centre")).order_by("name")
    code = request.POST.get("centre") or request.GET.get("centre")
    return get_object_or_404(centres, code=code) if code else centres.first()


def _run(request: HttpRequest, code: str) -> ImportRun:
    runs = ImportRun.objects.visible_to(request.user).select_related("source", "centre")
    return get_object_or_404(runs.defer("data"), code=code)


@importer_page
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def import_list(request: HttpRequest) -> HttpResponse:
    """The form, and what was imported before."""
    centre = _centre(request)
    asked = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = ImportForm(*asked, centre=centre)
    if form.is_valid():
        return _start(request, centre, form)
    runs = ImportRun.objects.visible_to(request.user).lean().filter(centre=centre).select_related("source")
    page = Paginator(runs, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"form": form, "centre": centre, "page_obj": page, "nav": "centre"}
    return render(request, "groups/imports.html", context, status=422 if form.is_bound else 200)


def _start(request: HttpRequest, centre: Centre, form: ImportForm) -> HttpResponseRedirect:
    run = imports.start_import(
        actor=request.user,
        centre=centre,
        file=form.upload(),
        address=form.cleaned_data["address"],
        options=form.options(),
        now=timezone.now(),
    )
    return redirect("import_run", run.code)


@importer_page
@never_cache
@require_safe
def import_run(request: HttpRequest, code: str) -> HttpResponse:
    """Where one import stands; its changes or its report, a page at a time."""
    run = _run(request, code)
    part = "report" if request.GET.get("part") == "report" else "changes"
    rows = run.all_rows() if part == "report" else import_table.changes(run.plan)
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"run": run, "part": part, "page_obj": page, "nav": "centre"}
    response = render(request, "groups/import_run.html", context)
    if run.is_busy:
        response["Refresh"] = LOOK_AGAIN
    return response


@importer_page
@never_cache
@require_safe
def import_report(request: HttpRequest, code: str) -> HttpResponse:
    """The report as a table for a spreadsheet; no cell is a formula."""
    text = import_table.as_csv(_run(request, code).all_rows())
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="report.csv"'
    return response


@importer_page
@require_POST
def save_import(request: HttpRequest, code: str) -> HttpResponseRedirect:
    return _ask(request, imports.confirm_import, _run(request, code))


@importer_page
@require_POST
def drop_import(request: HttpRequest, code: str) -> HttpResponseRedirect:
    """The list is not wanted after all: back to the page of lists, where it no longer stands."""
    run = _run(request, code)
    try:
        imports.drop_import(actor=request.user, run=run, now=timezone.now())
    except DomainError as fault:
        messages.error(request, str(fault))
        return redirect("import_run", run.code)
    messages.success(request, _("The list is not used. Nothing was changed."))
    return redirect(f"{reverse('import_list')}?centre={run.centre.code}")


@importer_page
@require_POST
def undo_import(request: HttpRequest, code: str) -> HttpResponseRedirect:
    return _ask(request, imports.undo_import, _run(request, code))


def _ask(request: HttpRequest, service: Any, run: ImportRun) -> HttpResponseRedirect:
    try:
        service(actor=request.user, run=run, now=timezone.now())
    except DomainError as fault:
        messages.error(request, str(fault))
    return redirect("import_run", run.code)
