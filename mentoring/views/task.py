"""Work between talks: the list of two people, one task, and what one keeps of one's own."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.views.me import members_only
from chat.services import care
from journey.dates import today_of
from mentoring.customs import work_words
from mentoring.forms.task import ReplyForm, TaskForm, WriteForm
from mentoring.models import Note, Task, Writing
from mentoring.services import tasks
from mentoring.views.together import OF_PAIR, PAGE, helped, refused, run, walking_pair
from recovery_network.common.permissions import can


@members_only
@never_cache
def show_all(request: HttpRequest, code: str) -> HttpResponse:
    """All that the two have given themselves to do, and a new one."""
    pair = walking_pair(request, code)
    today = today_of(request.user.time_zone, timezone.now())
    may_give = can(request.user, "mentoring.give_task", pair)
    form = TaskForm(request.POST if request.method == "POST" else None, today=today, may_give=may_give)
    if form.is_valid():
        given = {**form.given(), "now": timezone.now()}
        if not refused(form, lambda: tasks.give(actor=request.user, pair=pair, **given)):
            return redirect("pair_tasks", code)
    shown = Task.objects.visible_to(request.user).filter(pair=pair).exclude(state=Task.State.AWAY)
    page = {"nav": "me", "pair": pair, "form": form, "work": work_words(pair.kind)}
    page |= {"tasks": shown.select_related("doer").order_by("-made_at", "-pk")}
    return render(request, "mentoring/tasks.html", page, status=422 if form.is_bound else 200)


def _visible(request: HttpRequest, code: str) -> Task:
    found = Task.objects.visible_to(request.user).select_related("doer", "given_by", *OF_PAIR)
    return get_object_or_404(found, code=code)


@require_safe
@members_only
@never_cache
def show(request: HttpRequest, code: str) -> HttpResponse:
    return _page(request, _visible(request, code))


def _page(request: HttpRequest, task: Task, form: Any = None) -> HttpResponse:
    """The doer's page and the other's; only the doer's has the draft."""
    user, is_mine = request.user, task.doer_id == request.user.pk
    writings = Writing.objects.visible_to(user).filter(task=task)
    draft = writings.filter(sent_at=None).first()
    page = {
        "nav": "me",
        "task": task,
        "is_mine": is_mine,
        "sent": writings.filter(sent_at__isnull=False),
        "draft": draft,
        "form": form,
        "help_now": "help" in request.GET,
        **{f"may_{verb}": can(user, f"mentoring.{verb}_task", task) for verb in VERBS},
    }
    if form is None and page["may_write"]:
        page["form"] = WriteForm(initial={"words": draft.words if draft else ""})
    if form is None and page["may_answer"]:
        page["form"] = ReplyForm()
    return render(request, "mentoring/task.html", page, status=422 if form is not None else 200)


VERBS = ("write", "answer", "finish", "take_away", "remove")


@require_POST
@members_only
def write(request: HttpRequest, code: str) -> HttpResponse:
    """Saves the draft; or sends it. A script saves by the same form while somebody types."""
    task, form, do = _visible(request, code), WriteForm(request.POST), request.POST.get("do", "save")
    given: dict[str, Any] = {"actor": request.user, "task": task, "now": timezone.now()}
    if not form.is_valid():
        return _page(request, task, form)
    words = form.cleaned_data["words"]
    deeds = {
        "save": lambda: tasks.save_draft(words=words, **given),
        "send": lambda: tasks.send(words=words, **given),
        "paper": lambda: tasks.send(words=words, on_paper=True, **given),
    }
    if refused(form, deeds.get(do, deeds["save"])):
        return _page(request, task, form)
    alarming = care.is_alarming(request.user, words)
    if request.headers.get("accept", "").startswith("application/json"):
        return JsonResponse({"help": True} if alarming else {})
    return helped(redirect("task", code), alarming)


@require_POST
@members_only
def change(request: HttpRequest, code: str) -> HttpResponseRedirect:
    """A word back, done, not to be done, or taken away for good."""
    task, do, form = _visible(request, code), request.POST.get("do", ""), ReplyForm(request.POST)
    given: dict[str, Any] = {"actor": request.user, "task": task, "now": timezone.now()}
    reply = form.cleaned_data["reply"] if form.is_valid() else ""
    deeds = {
        "done": lambda: tasks.answer(reply=reply, done=True, **given),
        "talk": lambda: tasks.answer(reply=reply, done=False, **given),
        "finish": lambda: tasks.finish(**given),
        "away": lambda: tasks.take_away(**given),
        "remove": lambda: tasks.remove(**given),
    }
    if do in deeds:
        run(request, deeds[do], _("Saved.") if do in ("done", "talk", "finish") else _("Taken away."))
    stays = Task.objects.visible_to(request.user).filter(code=code).exists()
    answer = redirect("task", code) if stays else redirect("people")
    return helped(answer, care.is_alarming(request.user, reply))


@require_safe
@members_only
@never_cache
def kept(request: HttpRequest) -> HttpResponse:
    """One's own work of all times: whoever it was with may be gone, and reads it no more."""
    own = Task.objects.visible_to(request.user).filter(doer=request.user)
    lines = Note.objects.visible_to(request.user).filter(writer=request.user)
    page = {"nav": "me", "tasks": own.order_by("-made_at", "-pk")}
    page["page_obj"] = Paginator(lines, PAGE).get_page(request.GET.get("page"))
    return render(request, "mentoring/kept.html", page)
