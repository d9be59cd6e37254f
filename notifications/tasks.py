"""What the timetable and hints ask for. No arguments: the database says what is to be done."""

from celery import shared_task
from django.utils import timezone

from notifications.services import heartbeats, planning, sending, sweeping
from notifications.services.deliveries import LOOK_NOW
from recovery_network.common.jobs import enqueue


@shared_task(name=LOOK_NOW)
def deliver_due() -> None:
    """Send for a while; when time ran out first, ask for another round at once."""
    if sending.deliver_due()["more"]:
        enqueue(LOOK_NOW)


@shared_task(name="notifications.tasks.plan")
def plan() -> None:
    planning.plan(now=timezone.now())


@shared_task(name="notifications.tasks.sweep")
def sweep() -> None:
    now = timezone.now()
    with heartbeats.job("notifications.sweep", now) as counts:
        counts.update(sweeping.sweep(now))


@shared_task(name="notifications.tasks.beat")
def beat() -> None:
    """The timetable is alive, and so is a worker: the health of both in one row."""
    heartbeats.ran("beat", timezone.now())
