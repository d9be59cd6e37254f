"""Lines of two people, and those of one."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.views.me import members_only
from chat.services import care
from mentoring.forms.note import SHARED, ChangeNoteForm, NoteForm
from mentoring.models import Note
from mentoring.services import notes
from mentoring.views.together import OF_PAIR, PAGE, helped, refused, run, walking_pair
from recovery_network.common.permissions import can


@members_only
@never_cache
def show_all(request: HttpRequest, code: str) -> HttpResponse:
    """What both read, and one's own private lines among it."""
    pair = walking_pair(request, code)
    form = NoteForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        words, shared = form.cleaned_data["words"], form.cleaned_data["who"] == SHARED
        given = {"words": words, "shared": shared, "now": timezone.now()}
        if not refused(form, lambda: notes.write(actor=request.user, pair=pair, **given)):
            return helped(redirect("pair_notes", code), care.is_alarming(request.user, words))
    found = Note.objects.visible_to(request.user).filter(pair=pair).select_related("writer")
    page = {
        "nav": "me",
        "pair": pair,
        "form": form,
        "help_now": "help" in request.GET,
        "page_obj": Paginator(found, PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "mentoring/notes.html", page, status=422 if form.is_bound else 200)


def _own(request: HttpRequest, code: str) -> Note:
    own = Note.objects.visible_to(request.user).filter(writer=request.user)
    return get_object_or_404(own.select_related("writer", *OF_PAIR), code=code)


@members_only
@never_cache
def change(request: HttpRequest, code: str) -> HttpResponse:
    """One's own line. After the end it can be read and taken away, and nothing else."""
    note = _own(request, code)
    sent = request.POST if request.method == "POST" else None
    form = ChangeNoteForm(sent, initial={"words": note.words})
    if form.is_valid() and note.pair is not None:
        words, back = form.cleaned_data["words"], note.pair.code
        given = {"words": words, "now": timezone.now()}
        if not refused(form, lambda: notes.change(actor=request.user, note=note, **given)):
            messages.success(request, _("Saved."))
            return helped(redirect("pair_notes", back), care.is_alarming(request.user, words))
    page = {"nav": "me", "note": note, "form": form}
    page["may_change"] = can(request.user, "mentoring.change_note", note)
    return render(request, "mentoring/note.html", page, status=422 if form.is_bound else 200)


@require_POST
@members_only
def remove(request: HttpRequest, code: str) -> HttpResponseRedirect:
    note = _own(request, code)
    run(
        request,
        lambda: notes.remove(actor=request.user, note=note, now=timezone.now()),
        _("Taken away."),
    )
    walks = note.pair is not None and can(request.user, "mentoring.do_together", note.pair)
    return redirect("pair_notes", note.pair.code) if walks and note.pair else redirect("kept")
