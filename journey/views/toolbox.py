"""The toolbox: worksheets, strong wishes, and the people around somebody."""

from functools import partial

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST, require_safe

from accounts.views.me import members_only
from journey import sheets
from journey.forms.toolbox import SheetForm, SupporterForm, WaveForm
from journey.models import Sheet, Supporter, Wave
from journey.services import toolbox as services
from journey.views.answers import done, here_and_now, page, removed, saved, sent

WAVES_SHOWN = 50


@require_safe
@members_only
def show(request: HttpRequest) -> HttpResponse:
    return page(request, "tools", kinds=sheets.KINDS.values())


@require_safe
@members_only
def ground(request: HttpRequest) -> HttpResponse:
    return page(request, "ground")


@members_only
def waves(request: HttpRequest) -> HttpResponse:
    now, _today = here_and_now(request)
    form = WaveForm(request.POST or None)
    if done(form, lambda: services.add_wave(actor=request.user, now=now, **form.cleaned_data)):
        return saved(request, "waves")
    rows = Wave.objects.visible_to(request.user)[:WAVES_SHOWN]
    return page(request, "waves", form=form, waves=rows)


@require_POST
@members_only
def remove_wave(request: HttpRequest) -> HttpResponse:
    now, _today = here_and_now(request)
    wave = get_object_or_404(Wave.objects.visible_to(request.user), code=sent(request, "wave"))
    services.remove_wave(actor=request.user, wave=wave, now=now)
    return removed(request, "waves")


def _kind(key: str) -> sheets.Kind:
    if key not in sheets.KINDS:
        raise Http404
    return sheets.KINDS[key]


@require_safe
@members_only
def sheet_list(request: HttpRequest, kind: str) -> HttpResponse:
    rows = Sheet.objects.visible_to(request.user).filter(kind=_kind(kind).key)
    return page(request, "sheets", kind=_kind(kind), sheets=rows)


@members_only
def add_sheet(request: HttpRequest, kind: str) -> HttpResponse:
    """Of a kind there is one of, one that is there is opened instead: a new page would write over it."""
    now, _today = here_and_now(request)
    which = _kind(kind)
    kept = Sheet.objects.visible_to(request.user).filter(kind=kind).first() if which.single else None
    if kept is not None:
        return redirect("change_sheet", kept.code)
    form = SheetForm(request.POST or None, kind=which)
    if done(form, lambda: services.add_sheet(actor=request.user, kind=kind, now=now, **form.said)):
        return saved(request, "sheets", kind)
    return page(request, "sheet_form", form=form, kind=which)


@require_safe
@members_only
def show_sheet(request: HttpRequest, code: str) -> HttpResponse:
    """As it is printed."""
    sheet = get_object_or_404(Sheet.objects.visible_to(request.user), code=code)
    kind = _kind(sheet.kind)
    answers = [(question, sheet.answers.get(question.key, "")) for question in kind.questions]
    return page(request, "sheet", sheet=sheet, kind=kind, answers=answers)


@members_only
def change_sheet(request: HttpRequest, code: str) -> HttpResponse:
    now, _today = here_and_now(request)
    sheet = get_object_or_404(Sheet.objects.visible_to(request.user), code=code)
    kind = _kind(sheet.kind)
    form = SheetForm(request.POST or None, initial=sheet.answers | {"name": sheet.name}, kind=kind)
    if done(form, lambda: services.change_sheet(actor=request.user, sheet=sheet, now=now, **form.said)):
        return saved(request, "sheet", code)
    return page(request, "sheet_form", form=form, kind=kind, sheet=sheet)


@require_POST
@members_only
def remove_sheet(request: HttpRequest, code: str) -> HttpResponse:
    now, _today = here_and_now(request)
    sheet = get_object_or_404(Sheet.objects.visible_to(request.user), code=code)
    services.remove_sheet(actor=request.user, sheet=sheet, now=now)
    return removed(request, "sheets", sheet.kind)


@members_only
def supporters(request: HttpRequest) -> HttpResponse:
    """One's map of people: rings from close to around, and a form for one more."""
    now, _today = here_and_now(request)
    form = SupporterForm(request.POST or None)
    if done(form, lambda: services.add_supporter(actor=request.user, now=now, **form.cleaned_data)):
        return saved(request, "supporters")
    mine = list(Supporter.objects.visible_to(request.user))
    rings = [(label, [each for each in mine if each.ring == ring]) for ring, label in Supporter.Ring.choices]
    return page(request, "supporters", form=form, rings=rings if mine else [])


@members_only
def change_supporter(request: HttpRequest, code: str) -> HttpResponse:
    now, _today = here_and_now(request)
    supporter = get_object_or_404(Supporter.objects.visible_to(request.user), code=code)
    form = SupporterForm(request.POST or None, initial=_noted(supporter))
    deed = partial(services.change_supporter, actor=request.user, supporter=supporter, now=now)
    if done(form, lambda: deed(**form.cleaned_data)):
        return saved(request, "supporters")
    return page(request, "supporter", form=form, supporter=supporter)


def _noted(supporter: Supporter) -> dict[str, object]:
    return {name: getattr(supporter, name) for name in SupporterForm.base_fields}


@require_POST
@members_only
def remove_supporter(request: HttpRequest, code: str) -> HttpResponse:
    now, _today = here_and_now(request)
    supporter = get_object_or_404(Supporter.objects.visible_to(request.user), code=code)
    services.remove_supporter(actor=request.user, supporter=supporter, now=now)
    return removed(request, "supporters")
