"""Reminders of meetings: planned two days ahead, and corrected whenever a meeting or a wish changes.

What is wanted is computed in one statement and set against what waits, for one person, for some
meetings or for everything; doing it again changes nothing. Times are relative to the
meeting's start in UTC, so a person who moves to another zone has nothing to plan again, and a
meeting at 00:05 is reminded of on the day before like any other.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction

from groups.models import GroupRole, MeetingSeries
from groups.services.occurrences import ChangedOccurrence
from groups.sql import statement
from notifications.models import ReminderChoice
from notifications.models.preference import DEFAULT_LEADS, MAX_LEAD
from notifications.services import choices
from notifications.services.deliveries import LOOK_NOW
from recovery_network.common.jobs import enqueue_on_commit
from recovery_network.common.permissions import require

AHEAD = timedelta(hours=48)
# A reminder is worth something until the meeting has gone on for so long.
GRACE = timedelta(minutes=10)
# A reminder that should have gone longer ago than this, or half its lead time, is left out.
LATEST = timedelta(minutes=30)
_LOCK = 7_310_002  # one planner at a time; a change of a meeting waits for it a moment

_MISMATCHES = """
SELECT DISTINCT d.subject_id
FROM notifications_delivery d JOIN groups_occurrence o ON o.id = d.subject_id
WHERE d.subject_kind = 'occurrence' AND o.starts_at > %(now)s
    AND d.kind = 'groups.reminder' AND d.state IN ('due', 'sending', 'sent')
    AND (o.status <> 'scheduled'
        OR (d.params->>'starts')::bigint <> extract(epoch FROM o.starts_at)::bigint)
"""


@transaction.atomic
def plan(*, now: datetime, user: Any = None, occurrence_ids: Iterable[int] | None = None) -> dict[str, int]:
    """Bring the reminders of one person, of some meetings or of everybody up to date. No actor."""
    ids = None if occurrence_ids is None else sorted(set(occurrence_ids))
    values = _values(now, ids, user)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        cursor.execute(statement("reminder_people") + statement("plan_reminders"), values)
        promised, taken_back, renamed = cursor.fetchone()
    return {"promised": promised, "taken_back": taken_back, "renamed": renamed}


@transaction.atomic
def follow(changed: Iterable[ChangedOccurrence], *, now: datetime) -> int:
    """Meetings moved, were cancelled or came back: tell who counts on them, and plan again. No actor.

    Call it in the transaction that changed them. How many were told.
    """
    return correct([meeting.id for meeting in changed], now=now)


@transaction.atomic
def correct(occurrence_ids: Iterable[int], *, now: datetime) -> int:
    """The same for meetings known by number; what was told already is not told again. No actor."""
    ids = sorted(set(occurrence_ids))
    if not ids:
        return 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        cursor.execute(statement("reminder_people") + statement("reminder_news"), _values(now, ids, None))
        told, _superseded = cursor.fetchone()
    plan(now=now, occurrence_ids=ids)
    if told:
        enqueue_on_commit(LOOK_NOW)
    return told


def plan_all(*, now: datetime) -> int:
    """Everything for the next two days, and whatever a change somewhere forgot to tell. No actor."""
    with connection.cursor() as cursor:
        cursor.execute(_MISMATCHES, {"now": now})
        stale = [row[0] for row in cursor.fetchall()]
    told = correct(stale, now=now)
    return told + sum(plan(now=now).values())


def _values(now: datetime, ids: list[int] | None, user: Any) -> dict[str, Any]:
    return {
        "now": now,
        "until": now + AHEAD,
        "longest": MAX_LEAD,
        "grace": GRACE,
        "latest": LATEST,
        "meetings": ids,
        "person": None if user is None else user.pk,
        "default_leads": list(DEFAULT_LEADS),
    }


@transaction.atomic
def remind_me(*, actor: Any, series: MeetingSeries, now: datetime) -> ReminderChoice:
    """Remind the person of this series from now on, at the times they chose for it before, or usually."""
    require(actor, "groups.be_reminded", series)
    return _choose(actor, series, now, off=False)


@transaction.atomic
def stop_reminding(*, actor: Any, series: MeetingSeries, now: datetime) -> ReminderChoice:
    """No more reminders of this series, also for members of its group."""
    require(actor, "groups.be_reminded", series)
    return _choose(actor, series, now, off=True)


def _choose(user: Any, series: MeetingSeries, now: datetime, *, off: bool) -> ReminderChoice:
    known = _choice(user, series)
    return choices.choose_for(
        actor=user,
        subject_kind="series",
        subject_id=series.pk,
        leads=known.leads if known else None,
        in_app=known.in_app if known else True,
        email=known.email if known else True,
        off=off,
        now=now,
    )


def is_reminded(*, user: Any, series: MeetingSeries) -> bool:
    """For the button on the meeting's page: does this person hear of the series?"""
    if not user.is_authenticated or user.is_guest:
        return False
    if (own := _choice(user, series)) is not None:
        return not own.off
    if not GroupRole.objects.live().filter(user=user, group=series.group_id).exists():
        return False
    mine = ReminderChoice.objects.visible_to(user)
    return not mine.filter(subject_kind="group", subject_id=series.group_id, off=True).exists()


def _choice(user: Any, series: MeetingSeries) -> ReminderChoice | None:
    mine = ReminderChoice.objects.visible_to(user)
    return mine.filter(subject_kind="series", subject_id=series.pk).first()
