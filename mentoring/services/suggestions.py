"""What becomes of a suggestion: shown, hello, yes or not now. A pair begins when both said yes."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from ledger.services import record
from mentoring.hard_rules import Refusal, refusals
from mentoring.models import Mentor, Pair, Request, Suggestion
from mentoring.models.suggestion import SuggestionQuerySet
from mentoring.services import facts, pairs
from mentoring.services.offers import lapse, tell_no_time
from notifications.services.notices import notify
from recovery_network.common.errors import DomainError
from recovery_network.common.permissions import require
from recovery_network.common.text import many_lines
from safeguarding.services import newcomers

State = Suggestion.State
HELLO_LENGTH = 500


@transaction.atomic
def show(*, actor: User, request: Request, now: datetime) -> int:
    """Staff looked at what is prepared for one person, and show it to them."""
    require(actor, "mentoring.match_request", request)
    count = show_prepared(Suggestion.objects.filter(request=request), now)
    record(actor=actor, verb="mentoring.show", obj=request, now=now, centre=request.centre.code, shown=count)
    return count


def show_prepared(suggestions: SuggestionQuerySet, now: datetime) -> int:
    """For services that asked a rule. What was shown before makes room, and each person is told once."""
    prepared = list(suggestions.filter(state=State.PREPARED).select_related("mentee", "request"))
    waiting = {each.request_id: each for each in prepared if each.request.state == Request.State.WAITING}
    old = Suggestion.objects.filter(request__in=waiting, state=State.SHOWN)
    old.update(state=State.LAPSED, answered_at=now)
    ready = Suggestion.objects.filter(pk__in=[each.pk for each in prepared if each.request_id in waiting])
    count = ready.update(state=State.SHOWN)
    for each in waiting.values():
        key, path = f"request:{each.request_id}:shown:{each.pk}", reverse("my_matches")
        notify(recipient=each.mentee, key=key, kind="mentoring.suggested", path=path, now=now)
    return count


def _request_of(suggestion: Suggestion) -> Request:
    held = Request.objects.select_for_update(of=["self"]).select_related("centre", "user")
    return held.get(pk=suggestion.request_id)


def _locked(suggestion: Suggestion) -> Suggestion:
    held = Suggestion.objects.select_for_update(of=["self"]).select_related(
        "mentee", "guide", "mentor__centre"
    )
    return held.get(pk=suggestion.pk)


def still_fits(suggestion: Suggestion, now: datetime) -> bool:
    """All hard rules, asked again at this moment. Once the mentor was asked, who else asked does not count:
    the pairs do (pairs.has_place)."""
    gathered = facts.gather(suggestion.mentor.centre, now, [suggestion.request])
    mentor = gathered.mentor_facts.get(suggestion.mentor_id)
    if mentor is None:
        return False
    mentee = gathered.mentee_facts[suggestion.request_id]
    found = set(refusals(mentee, mentor, gathered.between))
    if suggestion.state == State.ASKED:
        found.discard(Refusal.PLACES)
    return not found


@transaction.atomic
def say_hello(*, actor: User, suggestion: Suggestion, text: str, now: datetime) -> Suggestion:
    """The mentee's yes, with one message. One mentor is asked at a time. Locks the request."""
    require(actor, "mentoring.say_hello", suggestion)
    request, suggestion = _request_of(suggestion), _locked(suggestion)
    if suggestion.state == State.ASKED:
        return suggestion
    if request.state != Request.State.WAITING or suggestion.state != State.SHOWN:
        raise DomainError(_("They have no free time now. You can choose again."))
    if request.suggestions.filter(state=State.ASKED).exists():
        raise DomainError(_("You have asked somebody already. Wait for their answer, or take it back."))
    if not still_fits(suggestion, now):
        raise DomainError(_("They have no free time now. You can choose again."))
    if not newcomers.is_newcomer(actor, now):
        # Newcomers look for somebody themselves; an old account that looks for newcomers is looked at.
        newcomers.approach(sender=actor, recipient=suggestion.guide, bond=True, now=now)
    suggestion.state, suggestion.asked_at = State.ASKED, now
    suggestion.hello = many_lines(text)[:HELLO_LENGTH]
    suggestion.save(update_fields=["state", "asked_at", "hello"])
    record(actor=actor, verb="mentoring.say_hello", obj=suggestion, now=now, centre=request.centre.code)
    key, path = f"suggestion:{suggestion.pk}:asked", reverse("my_asked")
    notify(recipient=suggestion.guide, key=key, kind="mentoring.asked", path=path, now=now)
    return suggestion


@transaction.atomic
def pass_by(*, actor: User, suggestion: Suggestion, now: datetime) -> Suggestion:
    """ "Not for me" needs no reason, and nobody is told. Also takes a question back."""
    require(actor, "mentoring.say_hello", suggestion)
    request, suggestion = _request_of(suggestion), _locked(suggestion)
    if suggestion.state in Suggestion.OPEN:
        suggestion.state, suggestion.answered_at, suggestion.hello = State.PASSED, now, ""
        suggestion.save(update_fields=["state", "answered_at", "hello"])
        record(actor=actor, verb="mentoring.pass_by", obj=suggestion, now=now, centre=request.centre.code)
    return suggestion


@transaction.atomic
def answer(*, actor: User, suggestion: Suggestion, yes: bool, now: datetime) -> Pair | None:
    """The mentor's answer. Locks the mentor, then the request: two answers at once make one pair, and the
    last place has one winner."""
    require(actor, "mentoring.answer", suggestion)
    mentor = (
        Mentor.objects.select_for_update(of=["self"]).select_related("centre").get(pk=suggestion.mentor_id)
    )
    request, suggestion = _request_of(suggestion), _locked(suggestion)
    if suggestion.state == State.AGREED:
        return Pair.objects.filter(request=request).first()
    if suggestion.state != State.ASKED:
        raise DomainError(_("This question was taken back."))
    if not yes:
        _not_now(suggestion, actor, now)
        return None
    if not still_fits(suggestion, now) or not pairs.has_place(mentor):
        raise DomainError(_("This does not work any more: a place is gone, or something has changed."))
    return _agree(suggestion, request, mentor, actor, now)


def _not_now(suggestion: Suggestion, actor: User, now: datetime) -> None:
    suggestion.state, suggestion.answered_at, suggestion.hello = State.NOT_NOW, now, ""
    suggestion.save(update_fields=["state", "answered_at", "hello"])
    centre = suggestion.mentor.centre.code
    record(actor=actor, verb="mentoring.answer", obj=suggestion, now=now, centre=centre, yes=False)
    tell_no_time(suggestion, now)


def _agree(suggestion: Suggestion, request: Request, mentor: Mentor, actor: User, now: datetime) -> Pair:
    suggestion.state, suggestion.answered_at = State.AGREED, now
    suggestion.save(update_fields=["state", "answered_at"])
    pair = pairs.begin(suggestion=suggestion, request=request, mentor=mentor, now=now)
    # The newcomer asked first: this is no approach that somebody has to look at.
    newcomers.approach(sender=suggestion.guide, recipient=suggestion.mentee, asked_first=True, now=now)
    lapse(request.suggestions.exclude(pk=suggestion.pk), now)
    record(actor=actor, verb="mentoring.answer", obj=suggestion, now=now, centre=mentor.centre.code, yes=True)
    key, path = f"suggestion:{suggestion.pk}:yes", reverse("people")
    notify(recipient=suggestion.mentee, key=key, kind="mentoring.yes", path=path, now=now)
    return pair


def part(*, people: Collection[int], now: datetime) -> int:
    """Two people shall not meet any more: what was open between them is over. In the transaction of the
    block; no actor. Both read that there is no free time now, or nothing."""
    between = Suggestion.objects.filter(Q(mentee__in=people) & Q(guide__in=people))
    return lapse(between, now)
