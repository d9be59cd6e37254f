"""What a series will do, before it is saved: dates, clocks that change, clashes. Reads only."""

import zoneinfo
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q

from groups import schedule
from groups.models import MeetingSeries, Occurrence
from groups.services.occurrences import HORIZON

YEAR = timedelta(days=366)
SHOWN_DATES, SHOWN_CLASHES, SHOWN_TROUBLES = 5, 5, 4


@dataclass(frozen=True)
class Clash:
    """Another meeting of the group, or in the same place, at the same time. No name: not yours to know."""

    name: str
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class Plan:
    """The next dates, dates on which the clocks change, and how meetings already announced change."""

    dates: list[schedule.Meeting]
    troubles: list[schedule.Meeting]
    clashes: list[Clash]
    moved: int = 0
    dropped: int = 0


def plan(*, series: MeetingSeries, viewer: Any, now: datetime) -> Plan:
    """Of a series as it stands in memory, saved or not."""
    if series.by_appointment:
        return Plan([], [], [], dropped=len(_announced(series, now)))
    meetings = _meetings(series, now)
    soon = [m for m in meetings if m.starts_at < now + HORIZON]
    moved, dropped = _changes(series, soon, now)
    return Plan(
        dates=meetings[:SHOWN_DATES],
        troubles=[m for m in meetings if m.trouble][:SHOWN_TROUBLES],
        clashes=_clashes(series, soon, viewer),
        moved=moved,
        dropped=dropped,
    )


def _meetings(series: MeetingSeries, now: datetime) -> list[schedule.Meeting]:
    """A year of them, from today or from the first day."""
    zone = zoneinfo.ZoneInfo(series.time_zone)
    first = max(now.astimezone(zone).date() - timedelta(days=1), series.start_date)
    changes = [row.change for row in series.exceptions.all()] if series.pk else []
    seasons = [row.season for row in series.seasons.all()] if series.pk else []
    made = schedule.occurrences(series.rule, changes, seasons, zone, first, first + YEAR)
    planned = (meeting for meeting in made if meeting.starts_at > now and not meeting.cancelled)
    return sorted(planned, key=lambda meeting: meeting.starts_at)


def _announced(series: MeetingSeries, now: datetime) -> dict[Any, tuple[datetime, datetime]]:
    if not series.pk:
        return {}
    rows = series.occurrences.filter(status=Occurrence.Status.SCHEDULED, starts_at__gt=now)
    return {row.local_date: (row.starts_at, row.ends_at) for row in rows}


def _changes(series: MeetingSeries, soon: list[schedule.Meeting], now: datetime) -> tuple[int, int]:
    before, after = _announced(series, now), {m.local_date: (m.starts_at, m.ends_at) for m in soon}
    # The far edge of both pictures is left out: a meeting beyond the horizon is not gone.
    edge = now + HORIZON - timedelta(days=2)
    kept = {day: times for day, times in before.items() if times[0] < edge}
    moved = sum(day in after and after[day] != times for day, times in kept.items())
    return moved, sum(day not in after for day in kept)


def _clashes(series: MeetingSeries, soon: list[schedule.Meeting], viewer: Any) -> list[Clash]:
    if not soon:
        return []
    near = Q(group=series.group_id)
    if series.venue_id is not None:
        near |= Q(venue=series.venue_id)
    rows = Occurrence.objects.filter(
        near,
        status=Occurrence.Status.SCHEDULED,
        starts_at__lt=max(m.ends_at for m in soon),
        ends_at__gt=soon[0].starts_at,
    ).exclude(series=series.pk)
    found = [row for row in rows.select_related("series__group").order_by("starts_at") if _meets(row, soon)]
    found = found[:SHOWN_CLASHES]
    shown = set(
        MeetingSeries.objects.visible_to(viewer)
        .filter(pk__in=[row.series_id for row in found])
        .values_list("pk", flat=True)
    )
    return [
        Clash(row.series.title if row.series_id in shown else "", row.starts_at, row.ends_at) for row in found
    ]


def _meets(row: Occurrence, soon: list[schedule.Meeting]) -> bool:
    return any(m.starts_at < row.ends_at and row.starts_at < m.ends_at for m in soon)
