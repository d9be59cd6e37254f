"""Making and changing a series: one line of a group's timetable.

Every change ends in `saved`: the number calendars go by, the audit row, and the dates made anew.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from groups.models import Group, MeetingSeries, Status, Venue
from groups.services import rsvp
from groups.services.fields import ChangedMeanwhileError, check, overwritten, put
from groups.services.follow import rebuild
from ledger.services import record
from recovery_network.common.errors import DomainError
from recovery_network.common.permissions import require

# A calendar that follows the series must take these for news (RFC 5545 SEQUENCE).
TIME_AND_PLACE = frozenset(
    {
        *("status", "attendance", "venue", "online_kind", "conference_url", "conference_phone"),
        *("conference_secret", "time_zone", "by_appointment", "local_start", "duration_minutes"),
        *("start_date", "end_date", "frequency", "every", "weekdays", "nths", "week_start"),
    }
)
WHO_FOR = (
    *("for_women", "for_men", "for_lgbtq", "for_young"),
    *("newcomers_welcome", "medication_welcome", "wheelchair"),
)
ABOUT = frozenset({"name", "notes", "visibility", "opens_itself", "openness", "led_by", "capacity", *WHO_FOR})
FIELDS = ABOUT | TIME_AND_PLACE - {"status"}
SEVERAL = ("languages", "types")
ONLINE, ROOM = MeetingSeries.Attendance.ONLINE, MeetingSeries.OnlineKind.ROOM


@transaction.atomic
def create_series(*, actor: User, group: Group, now: datetime, **fields: Any) -> MeetingSeries:
    """`fields` are those of the model, plus `languages`, `types` and `new_place` (fields of a Venue)."""
    require(actor, "groups.create_series", group)
    if group.status == Status.CLOSED:
        raise DomainError(_("This group has stopped. Start it again first."))
    series = MeetingSeries(group=group, created_at=now, changed_at=now)
    several = _take_several(fields)
    _describe(series, {"time_zone": group.time_zone, "visibility": group.visibility, **fields})
    series.save(force_insert=True)
    _set_several(series, several)
    record(actor=actor, verb="groups.create_series", obj=series, now=now, centre=group.centre.code)
    rebuild([series.pk], now)
    return series


@transaction.atomic
def edit_series(
    *,
    actor: User,
    series: MeetingSeries,
    now: datetime,
    opened: Mapping[str, str] | None = None,
    **fields: Any,
) -> MeetingSeries:
    """Every meeting that has not begun follows. Locks the series' row.

    `opened` are the marks of what the person saw; what changed since is not written over.
    """
    require(actor, "groups.edit_series", series)
    series = locked(series)
    if overwritten(series, opened, fields):
        raise ChangedMeanwhileError
    several = _take_several(fields)
    changed = _describe(series, fields) + _set_several(series, several)
    if changed:
        saved(series, actor, "groups.edit_series", now, changed=changed)
    if "capacity" in changed:
        rsvp.more_places(series=series, now=now)
    return series


@transaction.atomic
def pause_series(*, actor: User, series: MeetingSeries, now: datetime) -> MeetingSeries:
    require(actor, "groups.edit_series", series)
    return _set_status(actor, series, Status.PAUSED, "groups.pause_series", now)


@transaction.atomic
def close_series(*, actor: User, series: MeetingSeries, now: datetime) -> MeetingSeries:
    """It takes place no more. Its page stays and says so."""
    require(actor, "groups.edit_series", series)
    return _set_status(actor, series, Status.CLOSED, "groups.close_series", now)


@transaction.atomic
def reopen_series(*, actor: User, series: MeetingSeries, now: datetime) -> MeetingSeries:
    require(actor, "groups.edit_series", series)
    return _set_status(actor, series, Status.ACTIVE, "groups.reopen_series", now)


def _set_status(actor: User, series: MeetingSeries, status: str, verb: str, now: datetime) -> MeetingSeries:
    series = locked(series)
    if series.status != status:
        series.status = status
        saved(series, actor, verb, now, changed=["status"])
    return series


def locked(series: MeetingSeries) -> MeetingSeries:
    """The row as it is now, held until the end of the transaction: one change at a time."""
    rows = MeetingSeries.objects.select_for_update(of=("self",)).select_related("group__centre")
    return rows.get(pk=series.pk)


def saved(
    series: MeetingSeries, doer: User, verb: str, now: datetime, changed: list[str], **details: Any
) -> None:
    """Write a locked series whose fields or dates changed, and everything made from it."""
    series.changed_at = now
    if TIME_AND_PLACE & set(changed) or "dates" in changed:
        series.sequence += 1
    columns = {"conference_secret": "conference_secret_sealed"}
    written = [columns.get(name, name) for name in changed if name not in {"dates", *SEVERAL}]
    series.save(update_fields=[*written, "changed_at", "sequence"])
    code = series.group.centre.code
    record(actor=doer, verb=verb, obj=series, now=now, centre=code, changed=sorted(changed), **details)
    rebuild([series.pk], now)


def _describe(series: MeetingSeries, fields: dict[str, Any]) -> list[str]:
    place = fields.pop("new_place", None)
    if place:
        fields["venue"] = _new_venue(series.group, place)
    changed = put(series, fields, FIELDS)
    if series.venue is not None and series.venue.centre_id != series.group.centre_id:
        raise DomainError(_("This place belongs to another centre."))
    changed += [name for name in _tidy(series) if name not in changed]
    check(series)
    return changed


def _tidy(series: MeetingSeries) -> list[str]:
    """What makes no sense with the rest is emptied, whatever a form still held."""
    idle: dict[str, Any] = {}
    if series.by_appointment:
        idle |= {"weekdays": 0, "nths": 0}
    elif series.frequency == MeetingSeries.Frequency.WEEKLY:
        idle |= {"nths": 0}
    if series.attendance == MeetingSeries.Attendance.IN_PERSON:
        idle |= {"online_kind": "", "conference_url": "", "conference_phone": "", "conference_secret": ""}
    elif series.attendance == MeetingSeries.Attendance.TELEPHONE:
        idle |= {"online_kind": MeetingSeries.OnlineKind.PHONE}
    if series.online_kind != ROOM or "online_kind" in idle:
        idle |= {"opens_itself": False}
    return put(series, idle, FIELDS)


def _new_venue(group: Group, place: Mapping[str, str]) -> Venue:
    venue = Venue(centre=group.centre, country=group.centre.country, time_zone=group.time_zone, **place)
    check(venue)
    venue.save(force_insert=True)
    return venue


def _take_several(fields: dict[str, Any]) -> dict[str, list]:
    return {name: list(fields.pop(name)) for name in SEVERAL if name in fields}


def _set_several(series: MeetingSeries, several: dict[str, list]) -> list[str]:
    changed = []
    for name, rows in several.items():
        relation = getattr(series, name)
        if {row.pk for row in rows} != set(relation.values_list("pk", flat=True)):
            relation.set(rows)
            changed.append(name)
    return changed
