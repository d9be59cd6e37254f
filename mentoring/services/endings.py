"""How a pair ends: by either of the two, by staff, by the calendar, because somebody leaves, or by a block.

Whatever the reason, access ends in this transaction, and the other reads one fixed sentence.
"""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.urls import reverse

from accounts.models import Membership, User
from accounts.services import consent
from mentoring.agreement import CHECK_WITHIN, OPEN_FOR, REMIND_BEFORE, REVIEW_EVERY
from mentoring.models import Look, Mentor, Pair
from mentoring.services import looks, pair_rooms
from mentoring.services.line import to_the_front
from mentoring.services.pairs import locked
from mentoring.services.walks import PAUSE, note, tell
from notifications.services import deliveries
from recovery_network.common.permissions import require
from recovery_network.common.times import in_zone
from safeguarding.services import blocks

State = Pair.State
SUBJECT = "pair"


@transaction.atomic
def step_back(
    *, actor: User, pair: Pair, somebody_else: bool, again_ok: bool, words: str = "", now: datetime
) -> Pair:
    """One's own word is enough, without a reason. What is said goes to staff alone.

    A mentee who wants somebody else, and one whose mentor steps back, goes to the front of the line.
    """
    require(actor, "mentoring.walk", pair)
    pair = locked(pair)
    if not pair.is_live:
        return pair
    pair.again_ok = again_ok
    _end(pair, now, in_line=somebody_else or actor.pk != pair.mentee_id)
    other = pair.other(actor)
    tell(other, pair, "ended", now)
    due = now + CHECK_WITHIN
    looks.ask_for(pair, actor, Look.Reason.STEPPED_BACK, due, now, words=words)
    looks.ask_for(pair, other, Look.Reason.WAS_LEFT, due, now)
    note(actor, "mentoring.step_back", pair, now)
    return pair


@transaction.atomic
def end_by_staff(*, actor: User, pair: Pair, in_line: bool, again_ok: bool, now: datetime) -> Pair:
    """The supervisor's end. Both read the same sentence."""
    require(actor, "mentoring.look_after", pair)
    pair = locked(pair)
    if pair.is_live:
        pair.again_ok = again_ok
        _end(pair, now, in_line=in_line)
        _tell_both(pair, "ended", now)
        note(actor, "mentoring.end_by_staff", pair, now)
    return pair


def _end(pair: Pair, now: datetime, *, in_line: bool) -> None:
    """The caller holds the row."""
    pair.state, pair.ended_at = State.ENDED, now
    pair.paused_at, pair.paused_by, pair.paused_why = None, None, ""
    pair.save(update_fields=[*PAUSE, "ended_at", "again_ok"])
    pair_rooms.end(pair, now)
    consent.end_between(people=pair.two(), now=now)
    deliveries.cancel(SUBJECT, pair.pk, now=now, reason="ended")
    if in_line:
        to_the_front(pair, now)


def _tell_both(pair: Pair, what: str, now: datetime) -> None:
    for person in pair.two():
        tell(person, pair, what, now)


def _end_all(pairs: Any, now: datetime, what: str = "ended", *, in_line: bool) -> int:
    """Each in the order of its key. No actor: the caller's own rule, or the calendar, decided."""
    ended = 0
    for found in pairs.live().order_by("pk"):
        pair = locked(found)
        if pair.is_live:
            _end(pair, now, in_line=in_line)
            _tell_both(pair, what, now)
            note(None, "mentoring.pair_ends", pair, now, why=what)
            ended += 1
    return ended


@transaction.atomic
def mentor_leaves(mentor: Mentor, now: datetime) -> int:
    """Those who walked with them are the first to be found somebody else. For services that asked a rule and
    hold the mentor's row."""
    return _end_all(Pair.objects.filter(mentor=mentor), now, in_line=True)


@transaction.atomic
def person_leaves(*, user: User, now: datetime) -> int:
    """In the erasing transaction: the other reads the fixed sentence on a page that stays, and is the first
    in the line. The pair's own rows go with the account."""
    mine = Pair.objects.live().filter(Q(mentee=user) | Q(guide=user)).order_by("pk")
    pairs = [locked(found) for found in mine]
    for pair in pairs:
        _end(pair, now, in_line=pair.guide_id == user.pk)
        tell(pair.other(user), pair, "ended", now, path=reverse("people"))
        note(None, "mentoring.pair_ends", pair, now, why="left")
    return len(pairs)


@transaction.atomic
def part(*, people: Collection[int], now: datetime) -> int:
    """Two people shall not meet any more. In the transaction of the block; no actor. Nobody reads why."""
    hidden = blocks.among(people)
    between = Pair.objects.live().filter(mentee__in=people, guide__in=people)
    apart = [each.pk for each in between if each.guide_id in hidden.get(each.mentee_id, set())]
    found = Pair.objects.filter(pk__in=apart)
    found.update(again_asked_by=None)
    return _end_all(found, now, in_line=True)


# --- What the calendar does -------------------------------------------------------------------------


def keep_calendar(now: datetime) -> dict[str, int]:
    """Ends what is over, and reminds before. Run by the timetable: no actor."""
    return {
        "over": _each(_over(now), now, "over", in_line=False),
        "not_agreed": _each(_not_agreed(now), now, "ended", in_line=True),
        "left": _each(_whose_people_left(), now, "ended", in_line=True),
        "reminded": _remind(now),
    }


@transaction.atomic
def _each(pairs: Any, now: datetime, what: str, *, in_line: bool) -> int:
    return _end_all(pairs, now, what, in_line=in_line)


def _over(now: datetime) -> Any:
    walking = Pair.objects.filter(state__in=[State.ACTIVE, State.PAUSED], until_on__lte=now.date())
    rows = walking.select_related("mentor__centre")
    return walking.filter(
        pk__in=[each.pk for each in rows if each.until_on and each.until_on < _today(each, now)]
    )


def _today(pair: Pair, now: datetime) -> date:
    return in_zone(now, pair.mentor.centre.time_zone).date()


def _not_agreed(now: datetime) -> Any:
    return Pair.objects.filter(state=State.AGREEMENT, made_at__lt=now - OPEN_FOR)


def _whose_people_left() -> Any:
    """One of the two belongs to the centre no more, or their account is closed."""
    present = Membership.objects.live().filter(user__is_active=True, centre=F("centre"))
    gone = []
    for pair in Pair.objects.live().select_related("mentor"):
        here = present.filter(centre=pair.mentor.centre_id, user__in=[pair.mentee_id, pair.guide_id])
        if here.values("user").distinct().count() < 2:
            gone.append(pair.pk)
    return Pair.objects.filter(pk__in=gone)


@transaction.atomic
def _remind(now: datetime) -> int:
    """Of the last day, and of a look together at how it goes; each once."""
    walking = Pair.objects.filter(state=State.ACTIVE).select_related("mentor__centre", "mentee", "guide")
    soon = now.date() + REMIND_BEFORE
    ending = list(walking.filter(until_on__lte=soon))
    for pair in ending:
        for person in pair.two():
            tell(person, pair, "last_days", now, pair.until_on)
    due = list(walking.filter(review_on__lte=now.date()).select_for_update(of=["self"]))
    for pair in due:
        for person in pair.two():
            tell(person, pair, "review", now, pair.review_on)
        pair.review_on = now.date() + REVIEW_EVERY
        pair.save(update_fields=["review_on"])
    return len(ending) + len(due)
