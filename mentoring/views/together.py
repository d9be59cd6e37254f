"""What the pages of two people share: how they find, run a deed and answer, and what stands on their page."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from mentoring.customs import work_words
from mentoring.models import Pair, Talk, Task
from mentoring.services import shares, talks
from recovery_network.common.errors import DomainError, NotAllowed

# What the services ask of a thing's pair.
OF_PAIR = ("pair__mentee", "pair__guide", "pair__mentor__centre", "pair__room")
PAGE = 25
TOO_LATE = _("This has changed since you opened the page. Please look again.")


def my_pair(request: HttpRequest, code: str) -> Pair:
    """One's own, also when it has ended. To staff, as to everybody, the page does not exist."""
    own = Pair.objects.visible_to(request.user).filter(Q(mentee=request.user) | Q(guide=request.user))
    return get_object_or_404(own.select_related("mentee", "guide", "mentor__centre", "room"), code=code)


def walking_pair(request: HttpRequest, code: str) -> Pair:
    """One's own, while the two walk: in a rest and after the end there is no such page."""
    pair = my_pair(request, code)
    if pair.state != Pair.State.ACTIVE:
        raise Http404
    return pair


def refusal(deed: Callable[[], object]) -> str:
    """Runs the deed; why it was not done, or nothing.

    Whoever came so far sees the thing itself: a rule that says no now said yes when the page was drawn.
    """
    try:
        deed()
    except DomainError as fault:
        return str(fault)
    except NotAllowed:
        return str(TOO_LATE)
    return ""


def run(request: HttpRequest, deed: Callable[[], object], said: str) -> bool:
    """A deed of one button; what the service says stands on the next page."""
    if fault := refusal(deed):
        messages.error(request, fault)
        return False
    messages.success(request, said)
    return True


def refused(form: BaseForm, deed: Callable[[], object]) -> bool:
    """A deed of a form; what the service refuses stands on the form, in its words."""
    if fault := refusal(deed):
        form.add_error(None, fault)
    return bool(fault)


def helped(answer: HttpResponseRedirect, alarming: bool) -> HttpResponseRedirect:
    """Words that may mean danger bring their writer to help. Nobody is told."""
    if alarming:
        answer["Location"] += "?help=1"
    return answer


def shown_to(user: Any, pair: Pair, now: datetime) -> dict[str, Any]:
    """What the two do together, on their page; nothing while they do not walk."""
    if pair.state != Pair.State.ACTIVE:
        return {}
    return _talks(user, pair, now) | _tasks(user, pair) | {"between": shares.between(user, pair, now)}


def _talks(user: Any, pair: Pair, now: datetime) -> dict[str, Any]:
    near = Talk.objects.visible_to(user).filter(pair=pair).exclude(state=Talk.State.OVER)
    found = {talk.state: talk for talk in near if talks.is_shown(talk, now)}
    return {"talk": found.get(Talk.State.AGREED), "suggested": found.get(Talk.State.PROPOSED)}


def _tasks(user: Any, pair: Pair) -> dict[str, Any]:
    """What is not done yet; the rest stands on its own page."""
    found = Task.objects.visible_to(user).filter(pair=pair, state__in=[*Task.OPEN, Task.State.SENT])
    return {"tasks": found.select_related("doer"), "work": work_words(pair.kind)}
