"""What the timetable asks of journeys."""

from celery import shared_task
from django.utils import timezone

from journey.services import allies
from notifications.services import heartbeats


@shared_task(name="journey.tasks.daily")
def daily() -> None:
    now = timezone.now()
    with heartbeats.job("journey.daily", now) as counts:
        counts["links"] = allies.forget_old(now)
