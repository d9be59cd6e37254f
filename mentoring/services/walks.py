"""Two people on their way: they agree, begin, rest, go on, and renew.

A pair is active only when both agreed to the same agreement. Seats in its room are live exactly while it is.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from ledger.services import record
from mentoring import agreement as wording
from mentoring.agreement import DAYS, REVIEW_EVERY, Rhythm
from mentoring.customs import Way
from mentoring.models import Agreement, AgreementCopy, Mentor, Pair
from mentoring.services import facts, pair_rooms
from mentoring.services.pairs import has_place, locked, make
from notifications.services.notices import notify
from recovery_network.common.errors import DomainError
from recovery_network.common.permissions import require
from recovery_network.common.text import many_lines
from recovery_network.common.times import in_zone
from safeguarding.services import blocks, newcomers

State = Pair.State
LIMITS_LENGTH = 1000
PAUSE = ["state", "paused_at", "paused_by", "paused_why"]


def path_of(pair: Pair) -> str:
    return reverse("pair", args=[pair.code])


def tell(
    person: User, pair: Pair, what: str, now: datetime, number: object = "", path: str | None = None
) -> bool:
    key = f"pair:{pair.pk}:{what}:{number}"
    return notify(recipient=person, key=key, kind=f"mentoring.{what}", path=path or path_of(pair), now=now)


def note(doer: User | None, verb: str, pair: Pair, now: datetime, **details: Any) -> None:
    record(actor=doer, verb=verb, obj=pair, now=now, centre=pair.mentor.centre.code, **details)


def newest(pair: Pair) -> Agreement:
    return Agreement.objects.filter(pair=pair).order_by("-number")[0]


@transaction.atomic
def write_agreement(
    *,
    actor: User,
    pair: Pair,
    rhythm: str,
    ways: Sequence[str],
    limits: str,
    days: int = DAYS,
    now: datetime,
) -> Agreement:
    """Other words to agree on, or the next time together. Whoever had agreed reads it again."""
    require(actor, "mentoring.walk", pair)
    if rhythm not in Rhythm.values or not set(ways) <= set(Way.values) or not ways:
        raise DomainError(_("Choose how often and how you talk."))
    if not 1 <= days <= DAYS:
        raise DomainError(_("Choose from 1 to %(most)s days.") % {"most": DAYS})
    pair = _living(pair)
    made = Agreement.objects.create(
        pair=pair,
        number=newest(pair).number + 1,
        rhythm=rhythm,
        ways=list(ways),
        limits=many_lines(limits)[:LIMITS_LENGTH],
        days=days,
        text_version=wording.CURRENT,
        made_at=now,
    )
    note(actor, "mentoring.write_agreement", pair, now, number=made.number)
    tell(pair.other(actor), pair, "agree", now, made.number)
    return made


def _living(pair: Pair) -> Pair:
    pair = locked(pair)
    if not pair.is_live:
        raise DomainError(_("This pairing has ended."))
    return pair


@transaction.atomic
def agree(*, actor: User, pair: Pair, number: int, text_version: str, now: datetime) -> Pair:
    """One's own "I agree" to what is on the screen; the second one begins, or renews. Twice is once."""
    require(actor, "mentoring.walk", pair)
    pair = _living(pair)
    agreed = newest(pair)
    if (agreed.number, agreed.text_version) != (number, text_version) or text_version != wording.CURRENT:
        raise DomainError(_("The words on this page have changed. Please read them again."))
    copy, new = AgreementCopy.objects.get_or_create(
        agreement=agreed,
        owner=actor,
        defaults={
            "language": get_language() or actor.language,
            "words": "\n".join(sentences(agreed)),
            "signed_at": now,
        },
    )
    if new:
        note(actor, "mentoring.agree", pair, now, number=number, copy=copy.pk)
        _after_one_more(pair, agreed, actor, now)
    return pair


def sentences(agreed: Agreement) -> list[str]:
    """The whole agreement as a person reads it and keeps it."""
    ways = dict(Way.choices)
    own = [str(Rhythm(agreed.rhythm).label), *(str(ways[way]) for way in agreed.ways), agreed.limits]
    return [*wording.words(agreed.text_version), *(line for line in own if line)]


def _after_one_more(pair: Pair, agreed: Agreement, actor: User, now: datetime) -> None:
    if agreed.copies.filter(owner__in=[pair.mentee_id, pair.guide_id]).count() < 2:
        tell(pair.other(actor), pair, "agree", now, f"{agreed.number}:{actor.pk}")
        return
    agreed.agreed_at = now
    agreed.save(update_fields=["agreed_at"])
    today = in_zone(now, pair.mentor.centre.time_zone).date()
    _check_still_fits(pair, today, now)
    if pair.state == State.AGREEMENT:
        pair.state, pair.begun_at = State.ACTIVE, now
        pair_rooms.open_for(pair, now)
    pair.until_on = today + timedelta(days=agreed.days)
    pair.review_on = min(today + REVIEW_EVERY, pair.until_on)
    pair.save(update_fields=["state", "begun_at", "until_on", "review_on", "room"])
    note(actor, "mentoring.begin", pair, now, number=agreed.number)
    for person in pair.two():
        tell(person, pair, "begun", now, agreed.number)


def _check_still_fits(pair: Pair, today: date, now: datetime) -> None:
    """Days may lie between two "I agree": nobody begins or renews beside a mentor who is none any more.
    A report that staff have not looked at keeps nobody from renewing."""
    if not pair.mentor.serves(today):
        raise DomainError(_("This cannot be now. Your centre can tell you more."))
    if pair.state != State.AGREEMENT:
        return
    if facts.looked_at_among([pair.mentee_id, pair.guide_id], now) or facts.limited_in(pair, now):
        raise DomainError(_("This cannot be now. Your centre can tell you more."))


@transaction.atomic
def pause(*, actor: User, pair: Pair, now: datetime) -> Pair:
    """A rest for both, without a reason. It is over when the one who asked for it says so."""
    require(actor, "mentoring.walk", pair)
    pair = _living(pair)
    if pair.state != State.ACTIVE:
        return pair
    rest(pair, actor, now)
    note(actor, "mentoring.pause", pair, now)
    tell(pair.other(actor), pair, "paused", now, f"{now.timestamp():.0f}")
    return pair


def rest(pair: Pair, by: User | None, now: datetime, why: str = "") -> None:
    """For services that asked a rule and hold the row. Without `by` it is the pause of staff."""
    pair.state, pair.paused_at, pair.paused_by, pair.paused_why = State.PAUSED, now, by, why
    pair.save(update_fields=PAUSE)
    pair_rooms.rest(pair, now)


@transaction.atomic
def go_on(*, actor: User, pair: Pair, now: datetime) -> Pair:
    """The end of a pause, under the agreement that stands."""
    require(actor, "mentoring.go_on", pair)
    pair = _living(pair)
    if pair.state != State.PAUSED:
        return pair
    require(actor, "mentoring.go_on", pair)  # another one may have asked for this pause
    if facts.limited_in(pair, now):
        raise DomainError(_("A limit still stands on one of the two. They rest until it is over."))
    pair.state, pair.paused_at, pair.paused_by, pair.paused_why = State.ACTIVE, None, None, ""
    pair.save(update_fields=PAUSE)
    pair_rooms.open_for(pair, now)
    note(actor, "mentoring.go_on", pair, now)
    for person in pair.two():
        if person.pk != actor.pk:
            tell(person, pair, "goes_on", now, f"{now.timestamp():.0f}")
    return pair


# --- The same two again -----------------------------------------------------------------------------


@transaction.atomic
def walk_again(*, actor: User, pair: Pair, now: datetime) -> Pair | None:
    """The first wish is told to the other; the second one makes a new pair, which begins at the agreement.

    Whatever stands against it reads the same. Locks the mentor, then the pair that has ended.
    """
    require(actor, "mentoring.walk_again", pair)
    mentor = Mentor.objects.select_for_update(of=["self"]).select_related("centre").get(pk=pair.mentor_id)
    pair = locked(pair)
    require(actor, "mentoring.walk_again", pair)
    if (living := _together_now(pair)) is not None:
        return living
    _check_again(pair, mentor, now)
    if pair.again_asked_by_id in (None, actor.pk):
        pair.again_asked_by = actor
        pair.save(update_fields=["again_asked_by"])
        newcomers.approach(sender=actor, recipient=pair.other(actor), bond=True, now=now)
        tell(pair.other(actor), pair, "again", now)
        note(actor, "mentoring.ask_again", pair, now)
        return None
    pair.again_asked_by = None
    pair.save(update_fields=["again_asked_by"])
    made = make(mentor=mentor, request=None, mentee=pair.mentee, guide=pair.guide, kind=pair.kind, now=now)
    note(actor, "mentoring.walk_again", made, now)
    tell(pair.other(actor), made, "yes", now)
    return made


def _together_now(pair: Pair) -> Pair | None:
    return Pair.objects.live().filter(mentee=pair.mentee_id, guide=pair.guide_id).first()


def _check_again(pair: Pair, mentor: Mentor, now: datetime) -> None:
    today = in_zone(now, mentor.centre.time_zone).date()
    stays = mentor.serves(today) and mentor.paused_at is None and has_place(mentor)
    people = [pair.mentee_id, pair.guide_id]
    apart = pair.guide_id in blocks.hides(pair.mentee_id) or facts.looked_at_among(people, now)
    bonds = facts.between(mentor.centre, people)
    two = frozenset(people)
    kept = two in bonds.not_with or two in bonds.household or two in bonds.employer
    if not stays or apart or kept:
        raise DomainError(_("They have no free time now. You can ask your centre for somebody."))


@transaction.atomic
def not_again(*, actor: User, pair: Pair, now: datetime) -> Pair:
    """Silent: nobody is told, and the two are not suggested to one another any more."""
    require(actor, "mentoring.walk_again", pair)
    pair = locked(pair)
    pair.again_ok, pair.again_asked_by = False, None
    pair.save(update_fields=["again_ok", "again_asked_by"])
    note(actor, "mentoring.not_again", pair, now)
    return pair
