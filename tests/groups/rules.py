"""Random rules of the subset, and what RRULE and the clocks say of them."""

import zoneinfo
from datetime import UTC, date, datetime, time, timedelta

from dateutil import rrule
from hypothesis import strategies as st

from groups import schedule
from groups.schedule import Rule

# Plain ones, half-hour ones, a 30-minute change, rules of their own, a crossed date line.
ZONES = [
    "Asia/Kolkata",
    "Asia/Dhaka",
    "Asia/Karachi",
    "Asia/Kathmandu",
    "Europe/London",
    "Europe/Dublin",
    "America/New_York",
    "America/St_Johns",
    "America/Santiago",
    "America/Sao_Paulo",
    "Australia/Lord_Howe",
    "Australia/Sydney",
    "Africa/Casablanca",
    "Africa/Cairo",
    "Asia/Gaza",
    "Asia/Beirut",
    "Pacific/Apia",
    "Pacific/Chatham",
    "Pacific/Kiritimati",
    "UTC",
]
DAYS = [rrule.MO, rrule.TU, rrule.WE, rrule.TH, rrule.FR, rrule.SA, rrule.SU]
FIRST, LAST = date(2026, 1, 1), date(2030, 12, 31)

days = st.dates(FIRST, LAST)
# Hours at which clocks change are drawn as often as all others together.
walls = st.one_of(
    st.times().map(lambda t: t.replace(second=0, microsecond=0, fold=0)),
    st.builds(time, st.sampled_from([0, 1, 2, 3, 23]), st.sampled_from([0, 15, 30, 45])),
)
minutes = st.integers(1, 1440)


@st.composite
def rules(draw) -> Rule:
    monthly = draw(st.booleans())
    start = draw(days)
    return Rule(
        start_date=start,
        local_start=draw(walls),
        duration_minutes=draw(minutes),
        weekdays=draw(st.integers(1, 127)),
        frequency=schedule.MONTHLY if monthly else schedule.WEEKLY,
        every=draw(st.integers(1, 5)),
        nths=draw(st.integers(1, 63)) if monthly else 0,
        week_start=draw(st.integers(0, 6)),
        end_date=draw(st.none() | st.integers(0, 900).map(lambda n: start + timedelta(days=n))),
    )


def oracle_dates(rule: Rule, first: date, last: date) -> list[date]:
    """The same rule through dateutil's RRULE, which counts from its own first date.

    RFC 5545 wants DTSTART to be the first meeting; ours may be any day before it, so the oracle
    starts where its week or month starts and is cut at `start_date` afterwards.
    """
    start = rule.start_date
    if rule.frequency == schedule.MONTHLY:
        anchor = start.replace(day=1)
    else:
        anchor = start - timedelta(days=(start.weekday() - rule.week_start) % 7)
    chosen = [day for i, day in enumerate(DAYS) if rule.weekdays & (1 << i)]
    if rule.frequency == schedule.MONTHLY:
        counts = [n + 1 for n in range(5) if rule.nths & (1 << n)] + (
            [-1] if rule.nths & schedule.LAST else []
        )
        chosen = [day(n) for day in chosen for n in counts]
    found = rrule.rrule(
        rrule.MONTHLY if rule.frequency == schedule.MONTHLY else rrule.WEEKLY,
        dtstart=datetime.combine(anchor, time()),
        interval=rule.every,
        byweekday=chosen,
        wkst=rule.week_start,
        until=datetime.combine(min(last, rule.end_date or last), time()),
    )
    return [moment.date() for moment in found if moment.date() >= max(first, start)]


def oracle_instant(day: date, wall: time, name: str) -> datetime:
    """The first UTC moment at which a clock there shows this wall time, found by looking at clocks.

    When none ever shows it, the moment a clock would show had it not been put forward. (dateutil's
    own zones are no oracle here: they err where winter time is the exception, Dublin, Casablanca.)
    """
    zone, local = zoneinfo.ZoneInfo(name), datetime.combine(day, wall)
    near = [local.replace(tzinfo=UTC) + timedelta(hours=n) for n in range(-30, 31)]
    offsets = {moment.astimezone(zone).utcoffset() for moment in near}
    moments = sorted((local - offset).replace(tzinfo=UTC) for offset in offsets)
    shown = [m for m in moments if m.astimezone(zone).replace(tzinfo=None) == local]
    return shown[0] if shown else moments[-1]
