"""What the timetable and hints ask of mentoring: the database says what is to be done."""

from celery import shared_task
from django.utils import timezone

from mentoring.services import (
    approval,
    call_counts,
    calls,
    endings,
    introductions,
    looks,
    marks,
    prompts,
    requests,
    resting,
    rounds,
    wellbeing,
)
from notifications.services import heartbeats


@shared_task(name=rounds.TASK, time_limit=600, soft_time_limit=580)
def work_on_round(round_id: int) -> None:
    """The hint that somebody asked for a round. Longer than other tasks: a large pool takes a while."""
    rounds.work_on(round_id, timezone.now())


@shared_task(name="mentoring.tasks.work_on_waiting_rounds", time_limit=600, soft_time_limit=580)
def work_on_waiting_rounds() -> None:
    """Rounds whose hint was lost."""
    rounds.work_on_waiting(timezone.now())


@shared_task(name=requests.ARRIVAL)
def place_arrival(request_id: int) -> None:
    """Somebody has just asked. A lost hint is made good by the next round."""
    rounds.place_arrival(request_id, timezone.now())


@shared_task(name="mentoring.tasks.move_calls_on")
def move_calls_on() -> None:
    """Somebody waits. Every page of a call does the same: no worker is needed for it."""
    calls.move_on_due(now=timezone.now())


@shared_task(name="mentoring.tasks.daily")
def daily() -> None:
    now = timezone.now()
    with heartbeats.job("mentoring.daily", now) as counts:
        counts["renewals"] = approval.remind_of_renewal(now=now)
        counts.update(endings.keep_calendar(now))
        counts["asked"] = prompts.ask_all(now)
        counts["asked_mentors"] = wellbeing.ask_all(now)
        counts["run_out"] = wellbeing.look_at_run_out(now)
        counts["limits_over"] = resting.say_what_is_over(now)
        counts["late"] = looks.say_what_is_late(now) + wellbeing.say_what_is_late(now)
        counts["forgotten"] = rounds.forget_old(now)
        counts["introductions"] = introductions.end_old(now)
        counts["marks"] = marks.forget_old(now)
        counts["calls"] = call_counts.forget_old(now)
