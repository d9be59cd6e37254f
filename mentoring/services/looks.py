"""Staff look with one of two people. They read a reason and what was written for them, never the room."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from ledger.services import record
from mentoring.agreement import CHECK_WITHIN
from mentoring.models import Look, Pair
from mentoring.services import walks
from mentoring.services.pairs import locked
from mentoring.services.telling import tell_matchers_of
from recovery_network.common.permissions import require
from recovery_network.common.text import many_lines

WORDS_LENGTH = 1000


@transaction.atomic
def ask(*, actor: User, pair: Pair, words: str, now: datetime) -> Look:
    """Either of the two asks the centre to look with them. The other is not told."""
    require(actor, "mentoring.walk", pair)
    look = ask_for(pair, actor, Look.Reason.ASKED, now + CHECK_WITHIN, now, words=words)
    walks.note(actor, "mentoring.ask_to_look", pair, now)
    return look


def ask_for(pair: Pair, person: User, reason: str, due_at: datetime, now: datetime, words: str = "") -> Look:
    """For services that asked a rule. One open look for each reason; newer words stand."""
    look, _new = Look.objects.update_or_create(
        pair=pair,
        person=person,
        reason=reason,
        settled_at=None,
        defaults={"words": many_lines(words)[:WORDS_LENGTH]},
        create_defaults={
            "words": many_lines(words)[:WORDS_LENGTH],
            "opened_at": now,
            "due_at": due_at,
        },
    )
    tell_matchers_of(pair, f"look:{look.pk}", "mentoring.look", now)
    return look


@transaction.atomic
def settle(*, actor: User, look: Look, now: datetime) -> Look:
    """Staff have talked with the person. What was written for them goes."""
    require(actor, "mentoring.look_after", look.pair)
    look = Look.objects.select_for_update(of=["self"]).select_related("pair__mentor__centre").get(pk=look.pk)
    if look.settled_at is None:
        look.settled_at, look.settled_by, look.words = now, actor, ""
        look.save(update_fields=["settled_at", "settled_by", "words"])
        centre = look.pair.mentor.centre.code
        record(actor=actor, verb="mentoring.settle_look", obj=look, now=now, centre=centre)
    return look


def say_what_is_late(now: datetime) -> int:
    """Nobody talked with them in time: everybody who brings people together hears it once more.
    Run by the timetable: no actor."""
    late = Look.objects.open().filter(due_at__lt=now).select_related("pair__mentor__centre")
    for look in late:
        tell_matchers_of(look.pair, f"look:{look.pk}:late", "mentoring.look", now)
    return len(late)


@transaction.atomic
def pause_by_staff(*, actor: User, pair: Pair, now: datetime) -> Pair:
    """The supervisor asks both to rest until they have talked."""
    require(actor, "mentoring.look_after", pair)
    pair = locked(pair)
    if pair.state == Pair.State.ACTIVE:
        walks.rest(pair, None, now, why=Pair.Why.STAFF)
        walks.note(actor, "mentoring.pause_by_staff", pair, now)
        for person in pair.two():
            walks.tell(person, pair, "paused", now, f"{now.timestamp():.0f}")
    return pair
