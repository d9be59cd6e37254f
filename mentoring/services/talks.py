"""The next talk: one suggests a time, the other says yes or suggests another one.

A time is what the clock of the person who writes it shows; the other reads it on their own clock.
"""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from groups import zones
from mentoring.customs import Way
from mentoring.models import Agreement, Pair, Talk
from mentoring.services import talk_reminders, walks
from mentoring.services.pairs import locked
from notifications.services.notices import notify
from recovery_network.common.errors import DomainError
from recovery_network.common.permissions import require
from recovery_network.common.times import in_zone

State = Talk.State
AHEAD = timedelta(days=60)
# A talk stands on the page for so long after it began.
LASTS = timedelta(hours=1)
# Each suggestion is told to the other: nobody is told all day long.
SUGGESTIONS, WITHIN = 6, timedelta(days=1)
KEEP = timedelta(days=90)


def ways_of(pair: Pair) -> list[str]:
    """What the two agreed on; in writing is always one of them."""
    agreed = Agreement.objects.filter(pair=pair, agreed_at__isnull=False).order_by("-number").first()
    return [way for way in Way.values if way == Way.HERE or (agreed is not None and way in agreed.ways)]


def moment(day: date, wall: time, time_zone: str) -> datetime:
    """What the person's clock shows on that day. A time that it shows twice is the first of the two."""
    zone = ZoneInfo(time_zone)
    if zones.trouble(day, wall, zone) == "skipped":
        raise DomainError(_("Clocks go forward on this day and skip this time. Choose another one."))
    return zones.instant(day, wall, zone)


def is_shown(talk: Talk, now: datetime) -> bool:
    """A suggestion until its time has come, a talk a little longer."""
    lasts = LASTS if talk.state == State.AGREED else timedelta()
    return talk.state != State.OVER and talk.starts_at + lasts > now


@transaction.atomic
def suggest(*, actor: User, pair: Pair, day: date, wall: time, way: str, now: datetime) -> Talk:
    """In place of what either suggested before. A talk they agreed on stands until the other says yes."""
    require(actor, "mentoring.do_together", pair)
    pair = walking(pair)
    starts_at = moment(day, wall, actor.time_zone)
    _check(pair, starts_at, way, now)
    _within_reason(actor, pair, now)
    Talk.objects.filter(pair=pair, state=State.PROPOSED).update(state=State.OVER)
    made = Talk.objects.create(pair=pair, proposed_by=actor, way=way, starts_at=starts_at, made_at=now)
    walks.note(actor, "mentoring.suggest_talk", pair, now)
    _tell(made, pair.other(actor), "talk_suggested", now)
    return made


def walking(pair: Pair) -> Pair:
    """The row, held. What two people do together they do while they walk, and not in a rest."""
    pair = locked(pair)
    if pair.state != Pair.State.ACTIVE:
        raise DomainError(_("You do not walk together now. Nothing was changed."))
    return pair


def _check(pair: Pair, starts_at: datetime, way: str, now: datetime) -> None:
    if starts_at <= now:
        raise DomainError(_("This time is over. Choose one that is still to come."))
    if starts_at > now + AHEAD:
        raise DomainError(_("This is far away. Choose a day within the next two months."))
    last = pair.until_on
    if last is not None and in_zone(starts_at, pair.mentor.centre.time_zone).date() > last:
        raise DomainError(_("Your time together ends before that. You can both renew it."))
    if way not in ways_of(pair):
        raise DomainError(_("Your agreement does not name this way to talk. You can change it together."))


def _within_reason(actor: User, pair: Pair, now: datetime) -> None:
    lately = Talk.objects.filter(pair=pair, proposed_by=actor, made_at__gt=now - WITHIN)
    if lately.count() >= SUGGESTIONS:
        raise DomainError(_("You suggested several times today. Please wait for an answer."))


def _tell(talk: Talk, person: User, what: str, now: datetime) -> None:
    notify(
        recipient=person,
        key=f"talk:{talk.pk}:{what}",
        kind=f"mentoring.{what}",
        path=walks.path_of(talk.pair),
        now=now,
        starts=int(talk.starts_at.timestamp()),
    )


@transaction.atomic
def say_yes(*, actor: User, talk: Talk, now: datetime) -> Talk:
    """The talk they had agreed on before, if any, gives way in the same transaction. Twice is once."""
    require(actor, "mentoring.answer_talk", talk)
    pair = walking(talk.pair)
    talk = Talk.objects.select_for_update(of=["self"]).get(pk=talk.pk)
    talk.pair = pair
    if talk.state == State.AGREED:
        return talk
    if talk.state == State.OVER:
        raise DomainError(_("There is something newer. Please look again."))
    if talk.starts_at <= now:
        raise DomainError(_("This time is over. Suggest another one."))
    before = Talk.objects.filter(pair=pair, state=State.AGREED).first()
    Talk.objects.filter(pair=pair, state=State.AGREED).update(state=State.OVER)
    talk.state, talk.agreed_at = State.AGREED, now
    talk.save(update_fields=["state", "agreed_at"])
    talk_reminders.take_back(pair, now)
    talk_reminders.plan(talk, pair.two(), now)
    walks.note(actor, "mentoring.agree_talk", pair, now)
    if before is not None and before.starts_at > now:
        talk_reminders.tell(talk, pair.other(actor), talk_reminders.MOVED, now)
    else:
        _tell(talk, pair.other(actor), "talk_agreed", now)
    return talk


@transaction.atomic
def call_off(*, actor: User, talk: Talk, now: datetime) -> Talk:
    """A suggestion is taken back or not taken up; a talk does not take place. No reason is asked."""
    require(actor, "mentoring.call_off_talk", talk)
    pair = walking(talk.pair)
    talk = Talk.objects.select_for_update(of=["self"]).get(pk=talk.pk)
    talk.pair, was = pair, talk.state
    if was == State.OVER:
        return talk
    talk.state = State.OVER
    talk.save(update_fields=["state"])
    walks.note(actor, "mentoring.call_off_talk", pair, now)
    if was == State.AGREED:
        talk_reminders.take_back(pair, now)
        if talk.starts_at > now:
            talk_reminders.tell(talk, pair.other(actor), talk_reminders.OFF, now)
    elif talk.proposed_by_id != actor.pk:
        _tell(talk, talk.proposed_by, "talk_not_then", now)
    return talk


def forget_old(now: datetime) -> int:
    """When two people talked is nobody's business for long. Run by the timetable: no actor."""
    return Talk.objects.filter(state=State.OVER, starts_at__lt=now - KEEP).delete()[0]
