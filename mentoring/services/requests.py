"""Asking for a mentor, and taking it back."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Centre, User
from groups.models import Language
from ledger.services import record
from mentoring.customs import MOST_HOPES, Kind
from mentoring.free_hours import Span
from mentoring.models import Request, Suggestion
from mentoring.services.offers import check_hours, tell_matchers, write_hours
from recovery_network.common.errors import DomainError
from recovery_network.common.jobs import enqueue_on_commit
from recovery_network.common.permissions import require
from recovery_network.common.text import many_lines

ARRIVAL = "mentoring.tasks.place_arrival"
FIELDS = (
    *("kinds", "languages", "hopes", "ways", "gender", "meets", "wants_medicine", "least_years"),
    *("time_zone", "limits", "avoid", "chooser"),
)
LONGEST_YEARS = 20


@transaction.atomic
def ask(
    *, actor: User, centre: Centre, fields: Mapping[str, Any], hours: Sequence[Span], now: datetime
) -> Request:
    """One request waits at a time; asking again changes it and keeps the place in the line."""
    require(actor, "mentoring.ask", centre)
    check_wish(fields, hours)
    User.objects.select_for_update().get(pk=actor.pk)
    waiting = Request.objects.waiting().filter(user=actor, centre=centre).first()
    if waiting is not None and waiting.suggestions.filter(state=Suggestion.State.ASKED).exists():
        raise DomainError(_("Somebody is thinking about your question. Wait for their answer first."))
    request = waiting or Request(user=actor, centre=centre, made_at=now, queue_from=now)
    for name in FIELDS:
        setattr(request, name, fields[name])
    request.limits, request.avoid = many_lines(request.limits), many_lines(request.avoid)
    request.save()
    request.pathways.set(fields["pathways"])
    write_hours(request.hours, hours, request=request)
    # What was prepared for other wishes holds no more.
    request.suggestions.open().update(state=Suggestion.State.LAPSED, answered_at=now)
    record(actor=actor, verb="mentoring.ask", obj=request, now=now, centre=centre.code)
    path = reverse("mentor_request", args=[request.code])
    tell_matchers(centre, f"request:{request.pk}", "mentoring.requested", path, now, but=actor)
    enqueue_on_commit(ARRIVAL, request.pk)
    return request


def check_wish(fields: Mapping[str, Any], hours: Sequence[Span]) -> None:
    """The same for every door: a form says it beside the field, another caller reads it here."""
    known = set(Language.objects.filter(code__in=fields["languages"]).values_list("code", flat=True))
    if not known or known != set(fields["languages"]):
        raise DomainError(_("Choose at least one language."))
    if not fields["kinds"] or not set(fields["kinds"]) <= set(Kind.values):
        raise DomainError(_("Choose whom you are looking for."))
    if Kind.FAMILY in fields["kinds"] and len(fields["kinds"]) > 1:
        raise DomainError(_("Ask for a family mentor on their own. They know no member."))
    if len(fields["hopes"]) > MOST_HOPES:
        raise DomainError(_("Choose up to three."))
    if not 0 <= fields["least_years"] <= LONGEST_YEARS:
        raise DomainError(_("Choose from 0 to %(most)s years.") % {"most": LONGEST_YEARS})
    check_hours(fields["time_zone"], hours)


@transaction.atomic
def withdraw(*, actor: User, request: Request, now: datetime) -> Request:
    """At any time, without a reason. Whoever was asked just finds it gone."""
    require(actor, "mentoring.withdraw", request)
    request = Request.objects.select_for_update(of=["self"]).select_related("centre").get(pk=request.pk)
    if request.state == Request.State.WAITING:
        request.state, request.ended_at = Request.State.WITHDRAWN, now
        request.avoid = ""
        request.save(update_fields=["state", "ended_at", "avoid"])
        request.suggestions.open().update(state=Suggestion.State.LAPSED, hello="", answered_at=now)
        record(actor=actor, verb="mentoring.withdraw", obj=request, now=now, centre=request.centre.code)
    return request
