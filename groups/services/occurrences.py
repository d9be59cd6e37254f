"""Fills the occurrences from the rules: one statement over one series or over all (M4).

Safe to repeat: what is right stays untouched. A row keeps its id while its (series, local date)
lives; what the rule no longer makes is withdrawn, not deleted, because reminders, rooms and
attendance may point to it. A meeting that has begun is never changed.

The statement is schedule.py in SQL, and a property test holds the two together. Zones come in as
spans of the pinned tzdata (zones.py), so PostgreSQL's own zone tables are never asked.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection, transaction

from groups import zones
from groups.models import MeetingSeries, SeriesException
from groups.schedule import HORIZON, LONG, MOVED
from groups.sql import statement

# No zone is further than 14 hours from UTC, and a meeting lasts a day at most.
_BEFORE = timedelta(days=2)
_LOCK = 7_310_001  # one fill at a time, so that an old picture of a rule never undoes a newer one


@dataclass(frozen=True)
class ChangedOccurrence:
    """A future meeting that people may already count on, and what became of it."""

    id: int
    series_id: int
    old_status: str
    status: str
    old_starts_at: datetime
    starts_at: datetime
    old_ends_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class Filled:
    """How many rows are new, and which old ones now differ in time or state."""

    made: int
    changed: list[ChangedOccurrence]


@transaction.atomic
def fill(series_ids: Iterable[int] | None, *, now: datetime) -> Filled:
    """Occurrences of these series, or of all for None, from now to the horizon. No actor."""
    ids = None if series_ids is None else sorted(set(series_ids))
    first, last = now.date() - _BEFORE, now.date() + HORIZON
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        if ids is None:
            cursor.execute("SET LOCAL work_mem = '64MB'")
        cursor.execute(statement("fill_occurrences"), _values(ids, first, last, now))
        rows = cursor.fetchall()
    made = rows[0][0]
    return Filled(made, [ChangedOccurrence(*row[1:]) for row in rows if row[1] is not None])


def _values(ids: list[int] | None, first: date, last: date, now: datetime) -> dict[str, Any]:
    return {
        "ids": ids,
        "now": now,
        "first": first,
        "last": last,
        "dates": _outside(ids, first, last),
        "long_minutes": LONG // timedelta(minutes=1),
        "version": zones.VERSION,
        **_spans(ids, first, last),
    }


def _spans(ids: list[int] | None, first: date, last: date) -> dict[str, list]:
    """The zones in use, as the four columns the statement unnests."""
    series = MeetingSeries.objects.all() if ids is None else MeetingSeries.objects.filter(pk__in=ids)
    used = sorted(set(series.values_list("time_zone", flat=True).distinct()) & zones.names())
    spans = [span for name in used for span in zones.spans(name, first, last)]
    return {
        "zones": [s.zone for s in spans],
        "froms": [s.wall_from for s in spans],
        "untils": [s.wall_until for s in spans],
        "offsets": [s.offset for s in spans],
    }


def _outside(ids: list[int] | None, first: date, last: date) -> list[date]:
    """Dates outside the window from which a meeting was moved into it."""
    moved = SeriesException.objects.filter(kind=MOVED, new_date__range=(first, last))
    if ids is not None:
        moved = moved.filter(series__in=ids)
    moved = moved.exclude(local_date__range=(first, last))
    return list(moved.values_list("local_date", flat=True).distinct())
