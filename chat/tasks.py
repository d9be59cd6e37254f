"""What the timetable asks of rooms. Each run is recorded, so that a silent job is seen."""

from celery import shared_task
from django.utils import timezone

from chat.services import hosts, rooms, sweeping
from notifications.services import heartbeats


@shared_task(name="chat.tasks.close_overdue_rooms")
def close_overdue_rooms() -> None:
    now = timezone.now()
    with heartbeats.job("chat.close_overdue_rooms", now) as counts:
        counts.update(rooms.close_overdue_rooms(now))
        counts["hosts_moved"] = hosts.watch_all(now)


@shared_task(name="chat.tasks.sweep_messages")
def sweep_messages() -> None:
    now = timezone.now()
    with heartbeats.job("chat.sweep_messages", now) as counts:
        counts.update(sweeping.sweep_messages(now))
