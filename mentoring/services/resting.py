"""A limit that staff set on one of two people: both rest, until staff let them go on.

The two read the words of any other pause. The end of a limit lets nobody go on by itself: staff talk with
both first (docs/decisions/0057).
"""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from mentoring.models import Pair
from mentoring.services import facts
from mentoring.services.pairs import locked
from mentoring.services.telling import tell_matchers_of
from mentoring.services.walks import note, rest, tell

State, Why = Pair.State, Pair.Why


@transaction.atomic
def follow(*, people: Collection[int], now: datetime) -> None:
    """Limits of these people were set or ended. In the transaction that did it: no actor."""
    walking = Pair.objects.filter(state__in=[State.ACTIVE, State.PAUSED])
    theirs = walking.filter(Q(mentee__in=people) | Q(guide__in=people))
    for found in theirs.order_by("pk"):
        pair = locked(found)
        if facts.limited_in(pair, now):
            _rest(pair, now)
        else:
            _say_over(pair, now)


def _rest(pair: Pair, now: datetime) -> None:
    """Also when they rest already: it is not theirs to end any more."""
    before, was = pair.state, pair.paused_why
    if before not in {State.ACTIVE, State.PAUSED} or was == Why.LIMIT:
        return
    rest(pair, None, now, why=Why.LIMIT)
    note(None, "mentoring.pause_by_limit", pair, now)
    stamp = f"{now.timestamp():.0f}"
    tell_matchers_of(pair, f"pair:{pair.pk}:limit:{stamp}", "mentoring.resting", now)
    if before == State.ACTIVE:
        for person in pair.two():
            tell(person, pair, "paused", now, stamp)


def _say_over(pair: Pair, now: datetime) -> bool:
    """Once for each pause."""
    if pair.state != State.PAUSED or pair.paused_why != Why.LIMIT or pair.paused_at is None:
        return False
    stamp = f"{pair.paused_at.timestamp():.0f}"
    tell_matchers_of(pair, f"pair:{pair.pk}:limit_over:{stamp}", "mentoring.resting", now)
    return True


def say_what_is_over(now: datetime) -> int:
    """Limits that ended by themselves. Run by the timetable: no actor."""
    resting = Pair.objects.filter(state=State.PAUSED, paused_why=Why.LIMIT).select_related("mentor__centre")
    over = [pair for pair in resting.order_by("pk") if not facts.limited_in(pair, now)]
    return sum(_say_over(pair, now) for pair in over)
