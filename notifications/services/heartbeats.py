"""Each job of the timetable says when it ran and what it did; the health page reads it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.utils import timezone

from notifications.models import JobRun


def ran(name: str, now: datetime, **counts: int) -> None:
    """A job has ended well at `now`."""
    row = {"last_finished_at": now, "counts": counts, "error": ""}
    JobRun.objects.update_or_create(name=name, defaults=row, create_defaults={**row, "last_started_at": now})


def reached(name: str, **counts: int) -> None:
    """How far a job has come that is done in steps: written with the step, in its transaction."""
    JobRun.objects.filter(name=name).update(counts=counts)


def counts_of(name: str) -> dict[str, int]:
    """What the last run of a job said."""
    return JobRun.objects.filter(name=name).values_list("counts", flat=True).first() or {}


@contextmanager
def job(name: str, now: datetime) -> Iterator[dict[str, int]]:
    """Record start, end or failure of a job; the body fills in the counts.

    with heartbeats.job("chat.sweep_messages", now) as counts:
        counts["erased"] = sweep(now=now)
    """
    JobRun.objects.update_or_create(name=name, defaults={"last_started_at": now})
    counts: dict[str, int] = {}
    try:
        yield counts
    except Exception as error:
        failure = type(error).__name__[:80]
        JobRun.objects.filter(name=name).update(last_failed_at=timezone.now(), error=failure)
        raise
    ran(name, timezone.now(), **counts)
