"""What the timetable asks of groups. No arguments: the database says what is to be done."""

from celery import shared_task
from django.utils import timezone

from groups.services import follow
from notifications.services import heartbeats


@shared_task(name="groups.tasks.roll_forward")
def roll_forward() -> None:
    """Make the meetings of the coming weeks, and put right what a new law of a zone has moved."""
    now = timezone.now()
    with heartbeats.job("groups.roll_forward", now) as counts:
        filled = follow.rebuild(None, now)
        counts["made"], counts["changed"] = filled.made, len(filled.changed)
