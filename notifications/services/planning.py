"""Turning what is ahead into promises, again and again: the rows are the plan."""

from datetime import datetime

from notifications.services import heartbeats
from notifications.signals import planning

NAME = "notifications.plan"


def plan(*, now: datetime) -> int:
    """Ask every app above to promise what is due soon; how many rows changed.

    Run by the timetable: no actor. Running it twice, or in two processes at once, changes nothing.
    """
    with heartbeats.job(NAME, now) as counts:
        answers = planning.send(None, now=now)
        counts["changed"] = sum(int(answer or 0) for _receiver, answer in answers)
    return counts["changed"]
