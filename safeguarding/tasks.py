"""What the timetable asks for. No arguments: the rows say what is due."""

from celery import shared_task
from django.utils import timezone

from notifications.services import heartbeats
from safeguarding.services import checks, forgetting, lines


@shared_task(name="safeguarding.tasks.watch_checks")
def watch_checks() -> None:
    checks.hand_on_overdue(now=timezone.now())


@shared_task(name="safeguarding.tasks.daily")
def daily() -> None:
    now = timezone.now()
    with heartbeats.job("safeguarding.daily", now) as counts:
        counts["warned"] = lines.warn_of_old_lines(now=now)
        counts["forgotten"] = forgetting.forget_old_cases(now=now)
        counts["forgotten"] += forgetting.forget_old_checks(now=now)
