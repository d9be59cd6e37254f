"""Single dates of a series that differ from its rule, and seasons with other hours.

A date is named by the local date its rule gave it, wherever it has moved to since.
"""

import zoneinfo
from datetime import date, datetime, time
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from groups import schedule
from groups.models import MeetingSeries, SeasonalOverride, SeriesException, Venue
from groups.services.fields import ChangedMeanwhileError, check, mark
from groups.services.series import locked, saved
from recovery_network.common.errors import DomainError
from recovery_network.common.permissions import require

Kind = SeriesException.Kind
_SAID = ("kind", "new_date", "new_start", "new_duration", "new_venue_id", "note")


@transaction.atomic
def cancel_date(
    *,
    actor: User,
    series: MeetingSeries,
    local_date: date,
    now: datetime,
    note: str = "",
    opened: str | None = None,
) -> MeetingSeries:
    """It does not take place, and says so. An extra date is simply taken back. Locks the series' row.

    `opened` is the mark of the date the person looked at; what changed since is not written over.
    """
    require(actor, "groups.change_date", series)
    series = locked(series)
    _refuse_changed(series, local_date, opened, kind=Kind.CANCELLED)
    known = _future_exception(series, local_date, now)
    if known is not None and known.kind == Kind.EXTRA:
        known.delete()
    else:
        _put(series, local_date, kind=Kind.CANCELLED, note=note)
    return _saved(series, actor, "groups.cancel_date", now, local_date)


@transaction.atomic
def move_date(
    *,
    actor: User,
    series: MeetingSeries,
    local_date: date,
    now: datetime,
    new_date: date,
    new_start: time,
    new_duration: int | None = None,
    new_venue: Venue | None = None,
    note: str = "",
    opened: str | None = None,
) -> MeetingSeries:
    """Another day, hour, length or place for this one date. `opened` as above. Locks the series' row."""
    require(actor, "groups.change_date", series)
    series = locked(series)
    values = {"new_start": new_start, "new_duration": new_duration, "new_venue": new_venue, "note": note}
    _refuse_changed(series, local_date, opened, **values)
    known = _future_exception(series, local_date, now)
    if known is not None and known.kind == Kind.EXTRA:
        if new_date != local_date:
            raise DomainError(_("This is an extra date. Take it off and add another one."))
        made = _put(series, local_date, kind=Kind.EXTRA, **values)
    else:
        made = _put(series, local_date, kind=Kind.MOVED, new_date=new_date, **values)
    _not_past(series, made, now)
    return _saved(series, actor, "groups.move_date", now, local_date)


@transaction.atomic
def extra_date(
    *,
    actor: User,
    series: MeetingSeries,
    local_date: date,
    now: datetime,
    new_start: time | None = None,
    new_duration: int | None = None,
    new_venue: Venue | None = None,
    note: str = "",
) -> MeetingSeries:
    """One more meeting, on a date the rule does not give. Locks the series' row."""
    require(actor, "groups.change_date", series)
    series = locked(series)
    rule = _rule(series)
    if schedule.matches(rule, local_date) or _exception(series, local_date) is not None:
        raise DomainError(_("The meeting already has this date."))
    values = {"new_start": new_start, "new_duration": new_duration, "new_venue": new_venue, "note": note}
    made = _put(series, local_date, kind=Kind.EXTRA, **values)
    _not_past(series, made, now)
    return _saved(series, actor, "groups.extra_date", now, local_date)


@transaction.atomic
def restore_date(
    *, actor: User, series: MeetingSeries, local_date: date, now: datetime, opened: str | None = None
) -> MeetingSeries:
    """Undo: this date is again as the rule says. Twice is the same as once. `opened` as above.

    Locks the series' row.
    """
    require(actor, "groups.change_date", series)
    series = locked(series)
    known = _exception(series, local_date)
    if known is None:
        return series
    _refuse_changed(series, local_date, opened)
    _not_past(series, known, now)
    if known.kind != Kind.EXTRA and _meeting(series, None, local_date).starts_at <= now:
        raise DomainError(_("Its usual time is over. It cannot be put back."))
    known.delete()
    return _saved(series, actor, "groups.restore_date", now, local_date)


@transaction.atomic
def add_season(
    *,
    actor: User,
    series: MeetingSeries,
    now: datetime,
    from_on: date,
    to_on: date,
    local_start: time,
    duration_minutes: int | None = None,
) -> SeasonalOverride:
    """Other hours for a while. Locks the series' row, so two seasons cannot come to overlap."""
    require(actor, "groups.edit_series", series)
    series = locked(series)
    _rule(series)
    if to_on < from_on:
        raise DomainError(_("The last day is before the first day."))
    if series.seasons.filter(from_on__lte=to_on, to_on__gte=from_on).exists():
        raise DomainError(_("There are other hours on some of these days already."))
    season = SeasonalOverride(
        series=series,
        from_on=from_on,
        to_on=to_on,
        local_start=local_start,
        duration_minutes=duration_minutes,
    )
    check(season)
    season.save(force_insert=True)
    saved(series, actor, "groups.add_season", now, ["dates"], from_on=str(from_on), to_on=str(to_on))
    return season


@transaction.atomic
def remove_season(*, actor: User, season: SeasonalOverride, now: datetime) -> MeetingSeries:
    require(actor, "groups.edit_series", season.series)
    series = locked(season.series)
    from_on, to_on = str(season.from_on), str(season.to_on)
    if series.seasons.filter(pk=season.pk).delete()[0]:
        saved(series, actor, "groups.remove_season", now, ["dates"], from_on=from_on, to_on=to_on)
    return series


def _saved(series: MeetingSeries, actor: User, verb: str, now: datetime, local_date: date) -> MeetingSeries:
    saved(series, actor, verb, now, ["dates"], date=local_date.isoformat())
    return series


def _rule(series: MeetingSeries) -> schedule.Rule:
    if series.by_appointment:
        raise DomainError(_("A meeting by appointment has no dates."))
    return series.rule


def mark_of(known: SeriesException | None) -> str:
    """What a page shows of a date when it is opened; it comes back with what the person decides."""
    return mark(None if known is None else repr([getattr(known, name) for name in _SAID]))


def _refuse_changed(series: MeetingSeries, local_date: date, opened: str | None, **wanted: Any) -> None:
    """Somebody changed this date since, and not to what is wanted here."""
    known = _exception(series, local_date)
    if opened is None or opened == mark_of(known):
        return
    if known is None or not wanted or any(getattr(known, n) != value for n, value in wanted.items()):
        raise ChangedMeanwhileError


def _exception(series: MeetingSeries, local_date: date) -> SeriesException | None:
    return series.exceptions.filter(local_date=local_date).first()


def _future_exception(series: MeetingSeries, local_date: date, now: datetime) -> SeriesException | None:
    """What is different on this date so far. The date must be one of the series, and not yet begun."""
    known, rule = _exception(series, local_date), _rule(series)
    is_extra = known is not None and known.kind == Kind.EXTRA
    if not is_extra and not schedule.matches(rule, local_date):
        raise DomainError(_("The meeting does not have this date."))
    _not_past(series, known, now, local_date)
    return known


def _not_past(
    series: MeetingSeries, known: SeriesException | None, now: datetime, local_date: date | None = None
) -> None:
    key = known.local_date if known is not None else local_date
    assert key is not None
    if _meeting(series, known, key).starts_at <= now:
        raise DomainError(_("This time is over. Choose a later one."))


def _meeting(series: MeetingSeries, known: SeriesException | None, local_date: date) -> schedule.Meeting:
    changes = [known.change] if known is not None else []
    day = (known.new_date if known is not None else None) or local_date
    made = schedule.occurrences(
        _rule(series),
        changes,
        [season.season for season in series.seasons.all()],
        zoneinfo.ZoneInfo(series.time_zone),
        min(day, local_date),
        max(day, local_date),
    )
    found = next((meeting for meeting in made if meeting.local_date == local_date), None)
    if found is None:
        raise DomainError(_("The meeting does not have this date."))
    return found


def _put(series: MeetingSeries, local_date: date, **values: Any) -> SeriesException:
    """The one exception of this date, whatever stood there before."""
    venue = values.get("new_venue")
    if venue is not None and venue.centre_id != series.group.centre_id:
        raise DomainError(_("This place belongs to another centre."))
    row = _exception(series, local_date) or SeriesException(series=series, local_date=local_date)
    empty = {"new_date": None, "new_start": None, "new_duration": None, "new_venue": None}
    for name, value in {**empty, **values}.items():
        setattr(row, name, value)
    check(row)
    row.save()
    return row
