"""Short words for the tests of reminders."""

import itertools
from datetime import time, timedelta

from groups.models import SeriesException
from groups.services import reminders
from groups.services.occurrences import fill
from notifications.models import Delivery
from notifications.services import choices, sending
from tests.groups import factories

NOW = factories.NOW  # Monday 19:00 in Dhaka; the usual series begins at 20:00
HOUR = timedelta(hours=1)
_numbers = itertools.count()


def member_with_mail(group):
    person = factories.person(email=f"m{next(_numbers)}@x.example")
    factories.role(person, group)
    return person


def plan(now=NOW, **scope):
    return reminders.plan(now=now, **scope)


def waiting(user=None, **only):
    rows = Delivery.objects.open().filter(**only)
    rows = rows if user is None else rows.filter(recipient=user)
    return sorted((row.channel, row.kind.removeprefix("groups."), row.due_at) for row in rows)


def the_next(series):
    return series.occurrences.filter(starts_at__gt=NOW).earliest("starts_at")


def except_next(series, **fields):
    """Change the next date as a host would, fill, and follow."""
    meeting = the_next(series)
    SeriesException.objects.update_or_create(series=series, local_date=meeting.local_date, defaults=fields)
    return refill(series)


def refill(series, now=NOW):
    filled = fill([series.pk], now=now)
    return reminders.follow(filled.changed, now=now)


def move_next(series, hour, minute=0, day=None):
    return except_next(series, kind="moved", new_start=time(hour, minute), new_date=day)


def cancel_next(series):
    return except_next(
        series, kind="cancelled", new_date=None, new_start=None, new_duration=None, new_venue=None
    )


def undo_next(series):
    SeriesException.objects.filter(series=series).delete()
    return refill(series)


def deliver(now):
    return sending.deliver_due(clock=lambda: now)


def choose_for(member, kind, subject, **wish):
    usual = {"leads": None, "in_app": True, "email": True, "off": False}
    choices.choose_for(actor=member, subject_kind=kind, subject_id=subject.pk, now=NOW, **{**usual, **wish})
