"""What a person sees of their own way: counts, milestones, charts. Reading only."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from accounts.models import User
from journey import milestones, wording
from journey.dates import today_of
from journey.milestones import Milestone
from journey.models import CheckIn, CountedDays, Stretch
from journey.stretches import Sums, sums

CHART_DAYS = 30


@dataclass(frozen=True)
class Mark:
    """A milestone and its day."""

    milestone: Milestone
    on: date

    @property
    def words(self) -> str:
        return wording.milestone(self.milestone)


@dataclass(frozen=True)
class Count:
    """One thing that is counted, as it stands on the person's own day."""

    days: CountedDays
    going: Stretch
    today: date
    sums: Sums
    elapsed: tuple[int, int, int]
    behind: list[Mark]
    ahead: Mark | None

    @property
    def latest(self) -> Mark | None:
        return self.behind[-1] if self.behind else None

    @property
    def is_marked_today(self) -> bool:
        return self.latest is not None and self.latest.on == self.today

    @property
    def in_words(self) -> str:
        return wording.elapsed(self.elapsed)

    @property
    def had_others(self) -> bool:
        return self.sums.stretches > 1


def counts(user: User, days: Iterable[CountedDays], now: datetime) -> list[Count]:
    """One question for the stretches of all of them is the caller's: `prefetch_related("stretches")`."""
    return [count(user, each, now) for each in days]


def count(user: User, days: CountedDays, now: datetime) -> Count:
    today, how = today_of(user.time_zone, now), days.how
    stretches = list(days.stretches.all())
    going = next(each for each in stretches if each.ended_on is None)
    over = milestones.first_day_over_at(going.began_on, ZoneInfo(user.time_zone), going.began_at) <= now
    behind = milestones.reached(days.pack, going.began_on, today, how, first_day_is_over=over)
    ahead = milestones.following(days.pack, going.began_on, today, how)
    return Count(
        days,
        going,
        today,
        sums([each.span for each in stretches], today, days.first_day),
        milestones.elapsed(going.began_on, today, how.missing),
        [_mark(each, going, days) for each in behind],
        _mark(ahead, going, days) if ahead else None,
    )


def _mark(milestone: Milestone, going: Stretch, days: CountedDays) -> Mark:
    return Mark(milestone, milestones.day_of(milestone, going.began_on, days.how))


def recent_check_ins(user: User, now: datetime) -> list[CheckIn]:
    """Of the last 30 days of the person's own calendar, earliest first."""
    since = today_of(user.time_zone, now) - timedelta(days=CHART_DAYS - 1)
    return list(CheckIn.objects.filter(user=user, local_date__gte=since).order_by("local_date"))
