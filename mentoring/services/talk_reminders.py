"""What each of the two is told of their next talk, and when. For services that hold the pair's row.

All promises are about the pair, so its end takes back whatever still waits (services.endings).
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.urls import reverse

from accounts.models import User
from mentoring.models import Pair, Talk
from notifications.models import Delivery, Preference
from notifications.models.preference import DEFAULT_LEADS
from notifications.services import deliveries
from notifications.services.deliveries import Promise

SUBJECT = "pair"
REMINDER, MOVED, OFF = "mentoring.talk_reminder", "mentoring.talk_moved", "mentoring.talk_off"
NEWS = (MOVED, OFF)
# A word about a talk is worth something until it has gone on for so long.
GRACE = timedelta(minutes=10)
# The sender leaves out who has no address or wants no mail: a choice made later counts, too.
CHANNELS = (Delivery.Channel.IN_APP, Delivery.Channel.EMAIL)


def plan(talk: Talk, people: Iterable[User], now: datetime) -> None:
    """Their reminders of this talk and of no other one, as each of them chose. Again is harmless."""
    reader = list(people)
    wanted = [each for person in reader for each in _of(talk, person)]
    waiting = Delivery.objects.about(SUBJECT, talk.pair_id).open().filter(kind=REMINDER, recipient__in=reader)
    stale = set(waiting.values_list("key", flat=True)) - {each.key for each in wanted}
    deliveries.cancel(SUBJECT, talk.pair_id, now=now, reason="unwanted", key__in=stale)
    # Whoever has just agreed needs no word of what would have been said an hour ago.
    deliveries.promise([each for each in wanted if each.due_at > now], now=now)


def _of(talk: Talk, person: User) -> list[Promise]:
    chosen = Preference.objects.filter(user=person).values_list("default_leads", flat=True).first()
    leads = DEFAULT_LEADS if chosen is None else tuple(chosen)
    return [
        _promise(
            talk, person, REMINDER, f"{lead}:{channel}", channel, talk.starts_at - timedelta(minutes=lead)
        )
        for lead in leads
        for channel in CHANNELS
    ]


def _promise(talk: Talk, person: User, kind: str, key: str, channel: str, due_at: datetime) -> Promise:
    return Promise(
        key=f"talk:{talk.pk}:{person.pk}:{kind.rpartition('_')[2]}:{key}",
        recipient_id=person.pk,
        kind=kind,
        channel=channel,
        path=reverse("pair", args=[talk.pair.code]),
        due_at=due_at,
        expires_at=talk.starts_at + GRACE,
        subject_kind=SUBJECT,
        subject_id=talk.pair_id,
        params={"starts": int(talk.starts_at.timestamp())},
    )


def tell(talk: Talk, person: User, kind: str, now: datetime) -> None:
    """That it has another time, or is off. What was said before has been taken back."""
    deliveries.promise([_promise(talk, person, kind, channel, channel, now) for channel in CHANNELS], now=now)


def take_back(pair: Pair, now: datetime) -> None:
    """Reminders, and news that has not left yet: none of it is true any more."""
    deliveries.cancel(SUBJECT, pair.pk, now=now, reason="meeting", kind__in=(REMINDER, *NEWS))


def let_go(pair: Pair, now: datetime) -> None:
    """The two rest, or walk together no more: nothing is planned, and nobody is reminded."""
    Talk.objects.filter(pair=pair).exclude(state=Talk.State.OVER).update(state=Talk.State.OVER)
    take_back(pair, now)


def plan_for(person: User, now: datetime) -> None:
    """Somebody chose other times to be reminded. In the transaction of the choice; no actor."""
    ahead = Talk.objects.visible_to(person).filter(state=Talk.State.AGREED, starts_at__gt=now)
    for talk in ahead.select_related("pair"):
        plan(talk, [person], now)
