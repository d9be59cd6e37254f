"""People with a journey, for these tests and for the tables."""

from datetime import UTC, date, datetime, timedelta

from accounts import consent_texts
from accounts.models import Grant, User
from accounts.services import consent
from journey import shareable
from journey.models import AllyLink, CountedDays
from journey.services import allies, check_ins, days, goals, measures, toolbox

NOW = datetime(2026, 11, 22, 13, 0, tzinfo=UTC)  # 19:00 in Dhaka
TODAY = date(2026, 11, 22)
EVERYTHING = tuple(key for key, _label, _covers in shareable.ITEMS)


def person(name: str = "Quiet Heron", **fields) -> User:
    return User.objects.create_user(public_name=name, time_zone="Asia/Dhaka", **fields)


def counted(user: User, began_on: date = date(2026, 1, 1), *, now: datetime = NOW, **choices) -> CountedDays:
    return days.add_days(actor=user, now=now, began_on=began_on, **({"name": "Evenings"} | choices))


def filled(user: User, now: datetime = NOW) -> CountedDays:
    """One of each, with words that can be found again."""
    kept = counted(user, now.date() - timedelta(days=100), now=now, name="Canary days")
    check_ins.check_in(actor=user, mood=2, craving=6, sleep=3, line="Canary line", now=now)
    goal = goals.add_goal(actor=user, words="Canary goal", now=now)
    goals.add_step(actor=user, goal=goal, words="Canary step", now=now)
    toolbox.add_wave(actor=user, strength=7, after=2, around="Canary place", helped="A walk", now=now)
    toolbox.add_sheet(actor=user, kind="plan", answers={"signs": "Canary signs"}, now=now)
    toolbox.add_sheet(
        actor=user, kind="weigh", name="Canary name", answers={"keep_good": "Canary good"}, now=now
    )
    toolbox.add_supporter(actor=user, name="Canary aunt", ring=1, reach="Canary number", now=now)
    measures.take_measure(actor=user, answers=[5] * 10, language="en", now=now)
    return kept


def shared(owner: User, reader: User, *items: str, now: datetime = NOW, **choices) -> Grant:
    values = {
        "relation": shareable.ALLY,
        "items": items or EVERYTHING,
        "starts_at": now,
        "ends_at": now + timedelta(days=30),
        "text_version": consent_texts.CURRENT,
    } | choices
    return consent.grant(actor=owner, to=reader, now=now, **values)


def ally_link(owner: User, *items: str, now: datetime = NOW, **choices) -> tuple[AllyLink, str]:
    """The link, and its code."""
    values = {
        "items": items or [shareable.MOOD],
        "until_on": now.date() + timedelta(days=30),
        "text_version": consent_texts.CURRENT,
    } | choices
    return allies.offer(actor=owner, now=now, **values)
