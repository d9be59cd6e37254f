"""The look over every series that keeps ten weeks of meetings ahead, in slices.

A first fill of a large list takes longer than a task may. So each slice is a transaction of its own
and writes down how far it came, in the row of the job; a run ends by its own deadline, and the next
one, after a kill too, goes on from there. Doing a slice twice changes nothing.
"""

from datetime import datetime
from time import monotonic

from django.db import transaction

from groups.models import MeetingSeries
from groups.services import follow
from notifications.services import heartbeats

NAME = "groups.roll_forward"
SLICE = 4000
SECONDS = 20.0  # well below a task's limit: the slice in hand is still finished


def roll_forward(now: datetime, *, seconds: float = SECONDS) -> dict[str, int]:
    """Slices until the round is done or time is up. Run by the timetable: no actor.

    `after` is the last series that was looked at; 0 when the round is done.
    """
    ends = monotonic() + seconds
    with heartbeats.job(NAME, now) as counts:
        counts.update(_so_far())
        while ids := _slice_after(counts["after"]):
            counts.update(_look_at(ids, now, counts))
            if monotonic() >= ends:
                return counts
        counts["after"] = 0
    return counts


def _so_far() -> dict[str, int]:
    """What the last run left of a round; a new round begins with nothing."""
    fresh = {"made": 0, "changed": 0, "after": 0}
    left = heartbeats.counts_of(NAME)
    return fresh | left if left.get("after") else fresh


def _slice_after(pk: int) -> list[int]:
    rows = MeetingSeries.objects.filter(pk__gt=pk).order_by("pk")
    return list(rows.values_list("pk", flat=True)[:SLICE])


@transaction.atomic
def _look_at(ids: list[int], now: datetime, counts: dict[str, int]) -> dict[str, int]:
    """One slice, and how far it came: both or neither."""
    filled = follow.rebuild_many(ids, now)
    made, changed = counts["made"] + filled.made, counts["changed"] + len(filled.changed)
    reached = {"made": made, "changed": changed, "after": ids[-1]}
    heartbeats.reached(NAME, **reached)
    return reached
