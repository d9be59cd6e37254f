"""What the timetable and hints ask of groups: the database says what is to be done."""

from celery import shared_task
from django.utils import timezone

from groups.services import closing, imports, meetings, missing_host, rolling
from notifications.services import heartbeats
from recovery_network.common.jobs import enqueue

ROLL_FORWARD = "groups.tasks.roll_forward"


@shared_task(name=ROLL_FORWARD)
def roll_forward() -> None:
    """Make the meetings of the coming weeks, and put right what a new law of a zone has moved.

    When time ran out first, another run is asked for at once.
    """
    if rolling.roll_forward(timezone.now())["after"]:
        enqueue(ROLL_FORWARD)


@shared_task(name=imports.TASK, time_limit=300, soft_time_limit=280)
def work_on_import(run_id: int) -> None:
    """The hint that somebody asked for an import. Longer than other tasks: a list may be slow to come."""
    imports.work_on(run_id, timezone.now())


@shared_task(name="groups.tasks.work_on_waiting_imports", time_limit=300, soft_time_limit=280)
def work_on_waiting_imports() -> None:
    """Imports whose hint was lost."""
    imports.work_on_waiting(timezone.now())


@shared_task(name="groups.tasks.forget_old_imports")
def forget_old_imports() -> None:
    now = timezone.now()
    with heartbeats.job("groups.forget_old_imports", now) as counts:
        counts["files"] = imports.forget_old_imports(now)


@shared_task(name="groups.tasks.open_self_led_rooms")
def open_self_led_rooms() -> None:
    """Doors of meetings that need no host."""
    now = timezone.now()
    with heartbeats.job("groups.open_self_led_rooms", now) as counts:
        counts["opened"] = meetings.open_self_led_rooms(now)


@shared_task(name="groups.tasks.look_for_hosts")
def look_for_hosts() -> None:
    """Meetings whose host is not there. Pages and sockets do the same for those who wait."""
    now = timezone.now()
    with heartbeats.job("groups.look_for_hosts", now) as counts:
        counts.update(missing_host.look_at_all(now))


@shared_task(name="groups.tasks.forget_old_follow_ups")
def forget_old_follow_ups() -> None:
    now = timezone.now()
    with heartbeats.job("groups.forget_old_follow_ups", now) as counts:
        counts["gone"] = closing.forget_old(now)
