"""Pages of an introduction: the two who are asked, and whoever would introduce them."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.models import Centre, Membership
from accounts.staff import staff_required
from accounts.views.me import members_only
from mentoring.forms.introduction import IntroductionForm
from mentoring.models import Introduction
from mentoring.services import introductions
from recovery_network.common.errors import DomainError

introducer_page = staff_required()


def _try(request: HttpRequest, deed: Callable[[], Any]) -> Any:
    """What the deed gave; None when it could not be, and the page says why."""
    try:
        return deed()
    except DomainError as fault:
        messages.error(request, str(fault))
        return None


@members_only
@never_cache
def show(request: HttpRequest, code: str) -> HttpResponse:
    """What the counselor wrote, and one's own answer. Nothing tells who, or what the other said."""
    mine = Introduction.objects.visible_to(request.user).filter(Q(one=request.user) | Q(other=request.user))
    made, now = get_object_or_404(mine.select_related("centre"), code=code), timezone.now()
    if request.method != "POST":
        page = {"nav": "me", "made": made, "words": made.words_for(request.user)}
        return render(request, "mentoring/introduction.html", page | {"said": made.answer_of(request.user)})
    yes = request.POST.get("answer") == Introduction.Answer.YES
    deed = {"actor": request.user, "introduction": made, "yes": yes, "now": now}
    path = _try(request, lambda: introductions.answer_introduction(**deed))
    if path == "":
        messages.success(request, _("Thank you. We ask them, too.") if yes else _("That is fine."))
    return redirect(path or "people")


# --- Whoever introduces -----------------------------------------------------------------------------


def _centres(request: HttpRequest) -> Any:
    works = request.user.staff_roles.live().values("centre")
    return Centre.objects.visible_to(request.user).filter(pk__in=works).order_by("name", "pk")


def _centre(request: HttpRequest) -> Centre:
    code = request.POST.get("centre") or request.GET.get("centre")
    found = _centres(request).filter(code=code).first() if code else _centres(request).first()
    if found is None:
        raise Http404
    return found


@introducer_page
@never_cache
def show_list(request: HttpRequest) -> HttpResponse:
    centre, seen = _centre(request), Introduction.objects.visible_to(request.user)
    given = {"actor": request.user, "centre": centre, "now": timezone.now()}
    rows = introductions.open_list(shown=seen, **given)
    return render(request, "mentoring/introductions.html", {"nav": "centre", "centre": centre, "rows": rows})


@introducer_page
@never_cache
def choose(request: HttpRequest) -> HttpResponse:
    """The first of the two, then the second."""
    centre, first = _centre(request), request.GET.get("first", "")
    given = {"actor": request.user, "centre": centre, "now": timezone.now()}
    page = {
        "nav": "centre",
        "centre": centre,
        "first": int(first) if first.isdecimal() and len(first) < 16 else None,
        "page_obj": introductions.open_people(number=request.GET.get("page"), **given),
    }
    return render(request, "mentoring/introduce.html", page)


def _person(request: HttpRequest, centre: Centre, number: int) -> Any:
    belong = Membership.objects.visible_to(request.user).live().filter(centre=centre)
    return get_object_or_404(belong.select_related("user"), pk=number).user


@introducer_page
@never_cache
def write(request: HttpRequest, one: int, other: int) -> HttpResponse:
    """What each of them reads about the other."""
    centre, language = _centre(request), request.user.language
    two = {"one": _person(request, centre, one), "other": _person(request, centre, other)}
    form = IntroductionForm(request.POST if request.method == "POST" else None, language=language)
    if form.is_valid():
        given = {name: form.cleaned_data[name] for name in ("words_one", "words_other", "as_mentor")}
        given |= two | {"actor": request.user, "centre": centre, "now": timezone.now()}
        if _try(request, lambda: introductions.introduce(**given)):
            messages.success(request, _("Both are asked, each on their own."))
            return redirect(f"{reverse('introductions')}?centre={centre.code}")
    page = {"nav": "centre", "centre": centre, "form": form, **two}
    return render(request, "mentoring/write_introduction.html", page, status=422 if form.is_bound else 200)


@require_POST
@introducer_page
def take_back(request: HttpRequest, code: str) -> HttpResponseRedirect:
    others = Introduction.objects.visible_to(request.user).exclude(
        Q(one=request.user) | Q(other=request.user)
    )
    made = get_object_or_404(others.select_related("centre"), code=code)
    deed = {"actor": request.user, "introduction": made, "now": timezone.now()}
    _try(request, lambda: introductions.take_back(**deed))
    return redirect("introductions")
