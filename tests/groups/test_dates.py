"""Single dates that differ, and seasons."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from groups.models import MeetingSeries, Occurrence, SeriesException, Venue
from groups.services import dates, meetings
from groups.services.follow import rebuild
from ledger.models import AuditEntry
from recovery_network.common.errors import DomainError, NotAllowed
from tests.groups import factories
from tests.groups.factories import NOW

pytestmark = pytest.mark.django_db
MONDAY, TUESDAY, NEXT = date(2026, 11, 30), date(2026, 12, 1), date(2026, 12, 7)


@pytest.fixture
def weekly():
    made = factories.series(factories.group(factories.centre()))
    rebuild([made.pk], NOW)
    return made


@pytest.fixture
def worker(weekly):
    return factories.staff(weekly.group.centre)


def meeting(of: MeetingSeries, day: date) -> Occurrence:
    return of.occurrences.get(local_date=day)


def test_one_date_is_cancelled_and_put_back(weekly, worker):
    before = meeting(weekly, MONDAY)
    dates.cancel_date(actor=worker, series=weekly, local_date=MONDAY, note="Holiday", now=NOW)
    assert meeting(weekly, MONDAY).status == "cancelled"
    assert meeting(weekly, NEXT).status == "scheduled"
    after = dates.restore_date(actor=worker, series=weekly, local_date=MONDAY, now=NOW)
    assert meeting(weekly, MONDAY) == before
    assert meeting(weekly, MONDAY).status == "scheduled"
    assert after.sequence == 2
    dates.restore_date(actor=worker, series=weekly, local_date=MONDAY, now=NOW)
    assert AuditEntry.objects.filter(verb="groups.restore_date").count() == 1


def test_a_moved_date_keeps_its_row(weekly, worker):
    before = meeting(weekly, MONDAY)
    dates.move_date(
        actor=worker, series=weekly, local_date=MONDAY, now=NOW, new_date=TUESDAY, new_start=time(21)
    )
    moved = meeting(weekly, MONDAY)
    assert moved == before
    assert moved.starts_at == datetime(2026, 12, 1, 15, tzinfo=UTC)
    dates.cancel_date(actor=worker, series=weekly, local_date=MONDAY, now=NOW)
    assert meeting(weekly, MONDAY).status == "cancelled"
    assert SeriesException.objects.get().kind == "cancelled"


def test_a_moved_meeting_may_have_another_length_and_place(weekly, worker):
    place = Venue.objects.create(centre=weekly.group.centre, name="Library")
    change = {"new_date": MONDAY, "new_start": time(20), "new_duration": 90, "new_venue": place}
    dates.move_date(actor=worker, series=weekly, local_date=MONDAY, now=NOW, **change)
    moved = meeting(weekly, MONDAY)
    assert (moved.ends_at - moved.starts_at, moved.venue) == (timedelta(minutes=90), place)
    with pytest.raises(DomainError):
        dates.move_date(
            actor=worker, series=weekly, local_date=MONDAY, now=NOW, **change | {"new_duration": 1441}
        )
    elsewhere = Venue.objects.create(centre=factories.centre("Neem Tree", "Asia/Kolkata"))
    with pytest.raises(DomainError, match="another centre"):
        dates.move_date(
            actor=worker, series=weekly, local_date=MONDAY, now=NOW, **change | {"new_venue": elsewhere}
        )


def test_an_extra_date_comes_and_goes(weekly, worker):
    dates.extra_date(actor=worker, series=weekly, local_date=TUESDAY, now=NOW)
    assert meeting(weekly, TUESDAY).starts_at == datetime(2026, 12, 1, 14, tzinfo=UTC)
    with pytest.raises(DomainError, match="already has this date"):
        dates.extra_date(actor=worker, series=weekly, local_date=TUESDAY, now=NOW)
    with pytest.raises(DomainError, match="already has this date"):
        dates.extra_date(actor=worker, series=weekly, local_date=MONDAY, now=NOW)
    dates.move_date(
        actor=worker, series=weekly, local_date=TUESDAY, now=NOW, new_date=TUESDAY, new_start=time(19)
    )
    assert meeting(weekly, TUESDAY).starts_at.hour == 13
    with pytest.raises(DomainError, match="extra date"):
        dates.move_date(
            actor=worker, series=weekly, local_date=TUESDAY, now=NOW, new_date=MONDAY, new_start=time(19)
        )
    dates.cancel_date(actor=worker, series=weekly, local_date=TUESDAY, now=NOW)
    assert meeting(weekly, TUESDAY).status == "withdrawn"
    assert not SeriesException.objects.exists()


def test_only_dates_of_the_series_that_have_not_begun_change(weekly, worker):
    begun = datetime(2026, 11, 30, 14, tzinfo=UTC)
    cases = [(TUESDAY, NOW), (MONDAY, begun), (date(2026, 11, 16), NOW)]
    for day, now in cases:
        with pytest.raises(DomainError):
            dates.cancel_date(actor=worker, series=weekly, local_date=day, now=now)
    assert not SeriesException.objects.exists()


def test_nothing_moves_into_the_past(weekly, worker):
    with pytest.raises(DomainError, match="time is over"):
        dates.move_date(
            actor=worker,
            series=weekly,
            local_date=MONDAY,
            now=NOW,
            new_date=date(2026, 11, 22),
            new_start=time(9),
        )
    with pytest.raises(DomainError, match="time is over"):
        dates.extra_date(actor=worker, series=weekly, local_date=date(2026, 11, 22), now=NOW)
    assert not SeriesException.objects.exists()


def test_a_date_whose_usual_time_is_over_is_not_put_back(weekly, worker):
    dates.move_date(actor=worker, series=weekly, local_date=MONDAY, now=NOW, new_date=NEXT, new_start=time(9))
    with pytest.raises(DomainError, match="usual time is over"):
        dates.restore_date(
            actor=worker, series=weekly, local_date=MONDAY, now=datetime(2026, 12, 3, tzinfo=UTC)
        )
    assert SeriesException.objects.exists()


def test_a_meeting_put_back_has_a_room_to_go_into(weekly, worker):
    next_one = meeting(weekly, MONDAY)
    now = next_one.starts_at - timedelta(minutes=9)
    closed = meetings.ensure_room(occurrence=next_one, now=now)
    dates.cancel_date(actor=worker, series=weekly, local_date=MONDAY, now=now)
    dates.restore_date(actor=worker, series=weekly, local_date=MONDAY, now=now)
    visitor = factories.person("Slow River", adult_confirmed_at=NOW)
    seat = meetings.go_in(actor=visitor, occurrence=meeting(weekly, MONDAY), alias="Slow River", now=now)
    assert seat.room != closed


def test_by_appointment_has_no_dates(worker, weekly):
    series = factories.series(weekly.group, by_appointment=True, weekdays=0, local_start=None)
    with pytest.raises(DomainError, match="by appointment"):
        dates.extra_date(actor=worker, series=series, local_date=TUESDAY, now=NOW)


def test_members_change_no_date(weekly):
    member = factories.person()
    factories.role(member, weekly.group)
    with pytest.raises(NotAllowed):
        dates.cancel_date(actor=member, series=weekly, local_date=MONDAY, now=NOW)


def test_other_hours_for_a_season(weekly, worker):
    hours = {"from_on": MONDAY, "to_on": NEXT, "local_start": time(21, 30), "duration_minutes": 45}
    season = dates.add_season(actor=worker, series=weekly, now=NOW, **hours)
    in_it, after = meeting(weekly, NEXT), meeting(weekly, date(2026, 12, 14))
    assert (in_it.starts_at.hour, in_it.starts_at.minute, after.starts_at.hour) == (15, 30, 14)
    with pytest.raises(DomainError, match="already"):
        dates.add_season(actor=worker, series=weekly, now=NOW, **hours | {"from_on": NEXT})
    with pytest.raises(DomainError, match="before the first"):
        dates.add_season(actor=worker, series=weekly, now=NOW, **hours | {"to_on": date(2026, 1, 1)})
    assert dates.remove_season(actor=worker, season=season, now=NOW).sequence == 2
    assert meeting(weekly, NEXT).starts_at.hour == 14
