"""The page that somebody sees of another's journey: drawn from a set of items, and from nothing else.

The same page is "see as" for its owner and the page of the reader, so both are the same by making.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Grant, User
from accounts.services import consent
from accounts.shareable import ITEMS, labels
from journey import shareable
from journey.dates import end_of_day, fault_in_future, today_of
from journey.models import CheckIn, CountedDays, Goal, Measure, Sheet
from journey.services.way import CHART_DAYS, Count, counts
from journey.sheets import KINDS, Question
from recovery_network.common.errors import DomainError
from recovery_network.common.permissions import require

MEASURES_SHOWN = 12
CHECK_IN_ITEMS = (shareable.MOOD, shareable.CRAVING, shareable.SLEEP, shareable.LINES)


@dataclass(frozen=True)
class Page:
    """A part that was not shared is None, and so is not on the page; an empty one is shared and empty."""

    owner: User
    items: list[Any]
    days: list[Count] | None = None
    milestones: list[Count] | None = None
    check_ins: list[dict[str, Any]] | None = None
    goals: list[Goal] | None = None
    plan_answers: list[tuple[Question, str]] | None = None
    measures: list[dict[str, Any]] | None = None


def page_of(owner: User, items: Collection[str], now: datetime) -> Page:
    """What these items show of the owner at this moment."""
    shown = frozenset(items)
    counted = _counts(owner, now) if shown & shareable.TELLS_OF_DAYS else []
    return Page(
        owner,
        labels(shown),
        days=counted if shareable.DAYS in shown else None,
        milestones=[c for c in counted if c.behind] if shareable.MILESTONES in shown else None,
        check_ins=_check_ins(owner, shown, now) if shown & set(CHECK_IN_ITEMS) else None,
        goals=_goals(owner) if shareable.GOALS in shown else None,
        plan_answers=_plan(owner) if shareable.PLAN in shown else None,
        measures=_measures(owner) if shareable.TEN in shown else None,
    )


def _counts(owner: User, now: datetime) -> list[Count]:
    return counts(owner, CountedDays.objects.filter(user=owner).prefetch_related("stretches"), now)


def _check_ins(owner: User, shown: frozenset[str], now: datetime) -> list[dict[str, Any]]:
    """Only the columns that were agreed to leave the database, and only days that have one of them."""
    columns = [column for key in CHECK_IN_ITEMS if key in shown for column in _columns(key, "CheckIn")]
    answers = [column for column in dict.fromkeys(columns) if column != "local_date"]
    said = Q()
    for column in answers:
        said |= ~Q(line="") if column == "line" else Q(**{f"{column}__isnull": False})
    since = today_of(owner.time_zone, now) - timedelta(days=CHART_DAYS - 1)
    rows = CheckIn.objects.filter(said, user=owner, local_date__gte=since).order_by("-local_date")
    return [_with_words(row) for row in rows.values("local_date", *answers)]


def _columns(key: str, model: str) -> list[str]:
    return [name.partition(".")[2] for name in ITEMS[key].covers if name.startswith(f"{model}.")]


def _with_words(row: dict[str, Any]) -> dict[str, Any]:
    words: dict[str, Any] = {"mood": CheckIn.Mood, "sleep": CheckIn.Sleep}
    said = {name: each(row[name]).label for name, each in words.items() if row.get(name) is not None}
    return row | said


def _goals(owner: User) -> list[Goal]:
    return list(Goal.objects.filter(user=owner).prefetch_related("steps"))


def _plan(owner: User) -> list[tuple[Question, str]]:
    """The questions that were answered."""
    kind = KINDS["plan"]
    kept = Sheet.objects.filter(user=owner, kind=kind.key).first()
    answers = kept.answers if kept else {}
    return [(each, answers[each.key]) for each in kind.questions if answers.get(each.key)]


def _measures(owner: User) -> list[dict[str, Any]]:
    rows = Measure.objects.filter(user=owner).order_by("-taken_on")
    return list(rows.values(*_columns(shareable.TEN, "Measure"))[:MEASURES_SHOWN])


@transaction.atomic
def open_page(*, actor: User, grant: Grant, now: datetime) -> Page:
    """The reader's: asks the ledger at this moment, and writes the look into the owner's log."""
    require(actor, "accounts.read_grant", grant)
    items = consent.open_grant(actor=actor, grant=grant, now=now)
    return page_of(User.objects.get(subject=grant.owner), items, now)


def find_by_code(asking: User, code: str) -> User:
    """The person who handed over their private code: 131 random bits, so it cannot be guessed at."""
    person = User.objects.filter(code=code.strip(), is_active=True, is_guest=False).first()
    if person is None:
        raise DomainError(_("No one has this code. Ask for it again: it stands under Me."))
    if person.pk == asking.pk:
        raise DomainError(_("This is your own code. Ask the other person for theirs."))
    return person


@transaction.atomic
def share(
    *,
    actor: User,
    to: User,
    items: Collection[str],
    from_on: date,
    until_on: date,
    text_version: str,
    now: datetime,
) -> Grant:
    """With somebody one trusts, for whole days of one's own calendar, the last one included."""
    require(actor, "accounts.give_grant", to)
    today = today_of(actor.time_zone, now)
    if fault := fault_in_future(from_on, today) or fault_in_future(until_on, today):
        raise DomainError(fault)
    if until_on < from_on:
        raise DomainError(_("The last day comes before the first. Choose a later one."))
    starts_at = now if from_on == today else end_of_day(from_on - timedelta(days=1), actor.time_zone)
    return consent.grant(
        actor=actor,
        to=to,
        relation=shareable.ALLY,
        items=items,
        starts_at=starts_at,
        ends_at=end_of_day(until_on, actor.time_zone),
        text_version=text_version,
        now=now,
    )
