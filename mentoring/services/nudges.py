"""Nudges as rows of deliveries: planned two days ahead, taken back with a pause, a mark or the end."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Prefetch

from mentoring.models import PartnerMark, Partners
from mentoring.rhythm import moments
from notifications.models import Delivery
from notifications.services import deliveries
from notifications.services.deliveries import Promise
from recovery_network.common.times import zone_or_none

SUBJECT, KIND = "partners", "mentoring.nudge"
AHEAD = timedelta(hours=48)
# A nudge held through quiet hours for longer than this says nothing any more.
LASTS = timedelta(hours=12)


def plan(now: datetime, partners: Partners | None = None) -> int:
    """The nudges of the next two days, of two people or of all. No actor; doing it again changes nothing."""
    running = Partners.objects.filter(state=Partners.State.ACTIVE, one__is_active=True, other__is_active=True)
    if partners is not None:
        running = running.filter(pk=partners.pk)
    lately = PartnerMark.objects.filter(on__gte=(now - AHEAD).date())
    marks = Prefetch("sides__marks", queryset=lately)
    rows = running.select_related("one", "other").prefetch_related("sides", marks).order_by("pk")
    return deliveries.promise([each for row in rows for each in _of(row, now)], now=now)


def _of(partners: Partners, now: datetime) -> Iterator[Promise]:
    marked = {(side.person_id, mark.on) for side in partners.sides.all() for mark in side.marks.all()}
    for person in partners.two():
        zone = zone_or_none(person.time_zone)
        if zone is None:
            continue
        rhythm = (partners.often, partners.weekday, partners.hour)
        for day, moment in moments(*rhythm, zone, now, now + AHEAD):
            if (person.pk, day) not in marked:
                yield from _both_ways(partners, person, day, moment)


def _both_ways(partners: Partners, person: Any, day: date, moment: datetime) -> Iterator[Promise]:
    """In the inbox and by mail; the sender holds the mail through quiet hours."""
    for channel in (Delivery.Channel.IN_APP, Delivery.Channel.EMAIL):
        yield Promise(
            key=f"{_key(partners, person, day)}{channel}",
            recipient_id=person.pk,
            kind=KIND,
            channel=channel,
            path=f"/people/w/{partners.code}/",
            due_at=moment,
            expires_at=moment + LASTS,
            subject_kind=SUBJECT,
            subject_id=partners.pk,
        )


def _key(partners: Partners, person: Any, day: date) -> str:
    return f"partners:{partners.pk}:{person.pk}:{day.isoformat()}:"


def take_back(partners: Partners, now: datetime) -> int:
    return deliveries.cancel(SUBJECT, partners.pk, now=now, reason="ended")


def answered(partners: Partners, person: Any, day: date, now: datetime) -> int:
    """There is a mark for this day: nobody needs to be nudged."""
    only = {"key__startswith": _key(partners, person, day)}
    return deliveries.cancel(SUBJECT, partners.pk, now=now, reason="answered", **only)
