"""What follows from a change of a series: its words, its dates, the rooms and reminders of those dates."""

from collections.abc import Iterable
from datetime import datetime

from django.db import connection, transaction

from chat.models import Room
from groups.models import MeetingRoom, Occurrence
from groups.services import meetings, reminders
from groups.services.index import index_series
from groups.services.occurrences import Filled, fill


@transaction.atomic
def rebuild(series_ids: Iterable[int] | None, now: datetime) -> Filled:
    """Everything made from these series, or from all for None. In the transaction of the change; no actor.

    The index comes first: occurrences copy its filters.
    """
    ids = None if series_ids is None else list(series_ids)
    index_series(ids)
    filled = fill(ids, now=now)
    follow_changes(filled, now)
    return filled


@transaction.atomic
def rebuild_many(series_ids: Iterable[int], now: datetime) -> Filled:
    """The same for many at once: a whole list, or a slice of all. No actor."""
    ids = sorted(set(series_ids))
    if not ids:
        return Filled(0, [])
    # Tables that have just grown have statistics that do not know it: PostgreSQL would expect one row,
    # choose nested loops, and take minutes for what takes a second (and only an owner may ANALYZE).
    _nested_loops("off")
    filled = rebuild(ids, now)
    _nested_loops("on")
    return filled


def _nested_loops(state: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('enable_nestloop', %s, true)", [state])


def follow_changes(filled: Filled, now: datetime) -> None:
    """The one place where meetings that changed reach what depends on them. No actor."""
    ids = [changed.id for changed in filled.changed]
    if ids:
        _forget_rooms_of_cancelled(ids, now)
        meetings.follow_occurrences(ids, now)
        reminders.follow(filled.changed, now=now)


def _forget_rooms_of_cancelled(occurrence_ids: list[int], now: datetime) -> None:
    """A meeting that takes place after all gets a new room: a closed one never opens again."""
    MeetingRoom.objects.filter(
        occurrence__in=occurrence_ids,
        occurrence__status=Occurrence.Status.SCHEDULED,
        occurrence__starts_at__gt=now,
        room__state__in=[Room.State.CLOSED, Room.State.GONE],
        room__opened_at=None,
    ).delete()
