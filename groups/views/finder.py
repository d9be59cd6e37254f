"""Pages for everybody, without an account: the first one, the list of meetings, and the choice of a zone."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from groups import listing
from groups.forms.finder import WHEN, FinderForm
from recovery_network.common import times

LAST_PAGE = 40  # a thousand meetings: who looks further should say what they look for
AT_HOME = 3


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What this is, what is open now, and who runs it."""
    cards = listing.open_or_next(timezone.now(), timezone.get_current_timezone(), AT_HOME)
    return render(request, "groups/home.html", {"cards": cards, "centres": listing.centre_names()})


@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """The list of meetings. Its address is the whole question, so it can be shared and kept."""
    form = FinderForm(request.GET)
    search = form.search()
    text = request.GET.get("page", "")
    number = min(int(text), LAST_PAGE) if text.isdecimal() and int(text) else 1
    page = listing.answer(search, timezone.now(), timezone.get_current_timezone(), number)
    return render(
        request,
        "groups/finder.html",
        {"form": form, "page": page, "search": search, "when": WHEN, "nav": "meetings"},
    )


@require_safe
def choose_zone(request: HttpRequest) -> HttpResponse:
    """Every zone there is, for the visitor whose own is not among the near ones."""
    return render(request, "groups/zone.html", {"zones": times.zone_choices(), "nav": "meetings"})
