"""What the timetable does for accounts; each looks for itself what is due."""

from celery import shared_task
from django.utils import timezone

from accounts.services import guests, sessions


@shared_task
def sweep_guests() -> int:
    return guests.sweep_guests(now=timezone.now())


@shared_task
def sweep_sessions() -> int:
    return sessions.sweep_sessions(now=timezone.now())
