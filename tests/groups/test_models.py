"""What the database itself refuses, and who may see what."""

from datetime import date, time

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from groups.models import Group, MeetingSeries, Occurrence, SeasonalOverride, SeriesException, Venue
from tests.groups import factories
from tests.groups.factories import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def home():
    return factories.centre()


def refused(make, **fields) -> bool:
    try:
        with transaction.atomic():
            make(**fields)
    except IntegrityError:
        return True
    return False


@pytest.mark.parametrize(
    "fields",
    [
        {"duration_minutes": 0},
        {"duration_minutes": 1441},
        {"end_date": date(2025, 12, 31)},
        {"weekdays": 0},
        {"weekdays": 128},
        {"local_start": None},
        {"nths": 1},
        {"frequency": "monthly"},
        {"every": 0},
        {"week_start": 7},
        {"by_appointment": True},
    ],
)
def test_a_rule_outside_the_subset_is_refused(home, fields):
    group = factories.group(home)
    assert refused(factories.series, of=group, **fields)


def test_a_series_by_appointment_has_no_days(home):
    series = factories.series(factories.group(home), by_appointment=True, weekdays=0, local_start=None)
    series.full_clean()


def test_an_unknown_zone_is_refused_by_the_form(home):
    series = factories.series(factories.group(home), time_zone="Pacific/Nowhere")
    with pytest.raises(ValidationError, match="time zone"):
        series.full_clean()


def test_an_import_meets_one_record_once(home):
    group = factories.group(home)
    factories.series(group, external_source="feed", external_id="7")
    assert refused(factories.series, of=group, external_source="feed", external_id="7")
    factories.series(group)
    factories.series(group)


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "cancelled", "new_date": date(2026, 11, 24)},
        {"kind": "moved"},
        {"kind": "extra", "new_date": date(2026, 11, 24)},
        {"kind": "moved", "new_duration": 1441},
    ],
)
def test_an_exception_says_exactly_what_changes(home, fields):
    series = factories.series(factories.group(home))
    assert refused(SeriesException.objects.create, series=series, local_date=date(2026, 11, 23), **fields)


def test_one_exception_a_date(home):
    exception = {
        "series": factories.series(factories.group(home)),
        "local_date": date(2026, 11, 23),
        "kind": "cancelled",
    }
    SeriesException.objects.create(**exception)
    assert refused(SeriesException.objects.create, **exception)


def test_seasons_of_one_series_do_not_overlap(home):
    group = factories.group(home)
    one, other = factories.series(group), factories.series(group)

    def season(series, first, last):
        return SeasonalOverride.objects.create(series=series, from_on=first, to_on=last, local_start=time(21))

    season(one, date(2027, 2, 8), date(2027, 3, 9))
    season(other, date(2027, 2, 8), date(2027, 3, 9))
    season(one, date(2027, 3, 10), date(2027, 3, 11))
    assert refused(season, series=one, first=date(2027, 3, 9), last=date(2027, 3, 9))


def test_half_a_coordinate_is_refused(home):
    assert refused(Venue.objects.create, centre=home, latitude=23.8)
    assert refused(Venue.objects.create, centre=home, latitude=91, longitude=0)
    assert refused(Venue.objects.create, centre=home, country="Bd")


def test_rosters_circles_and_pairs_are_never_public(home):
    for kind in ("therapy", "circle", "pair"):
        assert refused(factories.group, at=home, kind=kind, visibility="public", join_policy="staff")
    assert refused(factories.group, at=home, kind="therapy", visibility="private", join_policy="open")


def test_the_pass_code_is_not_in_the_database(home):
    series = factories.series(factories.group(home))
    series.conference_secret = "open sesame"
    series.save(update_fields=["conference_secret_sealed"])
    stored = MeetingSeries.objects.get(pk=series.pk)
    assert b"sesame" not in bytes(stored.conference_secret_sealed)
    assert stored.conference_secret == "open sesame"
    assert factories.series(factories.group(home)).conference_secret == ""


class TestWhoSees:
    @pytest.fixture
    def people(self, home):
        return {
            "visitor": AnonymousUser(),
            "member of the centre": factories.member_of(home),
            "staff": factories.staff(home),
            "staff elsewhere": factories.staff(factories.centre("Neem Tree", "Asia/Kolkata")),
            "in the group": factories.person(),
            "left the group": factories.person(),
        }

    def seen(self, home, people, **fields) -> set[str]:
        group = factories.group(home, join_policy="staff", **fields)
        series = factories.series(group)
        Occurrence.objects.create(
            series=series,
            group=group,
            local_date=NOW.date(),
            starts_at=NOW,
            ends_at=NOW.replace(hour=14),
            visibility=group.visibility,
        )
        factories.role(people["in the group"], group)
        gone = factories.role(people["left the group"], group)
        gone.ended_at = gone.started_at
        gone.save()
        answers = {}
        for model in (Group, MeetingSeries, Occurrence):
            answers[model] = {who for who, user in people.items() if model.objects.visible_to(user).exists()}
        assert answers[Group] == answers[MeetingSeries] == answers[Occurrence]
        return answers[Group]

    def test_public(self, home, people):
        assert self.seen(home, people) == set(people)

    def test_for_members(self, home, people):
        assert self.seen(home, people, visibility="members") == {"staff", "in the group"}

    def test_a_therapy_roster_is_known_to_staff(self, home, people):
        seen = self.seen(home, people, kind="therapy", visibility="private")
        assert seen == {"staff", "in the group"}

    @pytest.mark.parametrize("kind", ["circle", "pair"])
    def test_being_staff_does_not_open_a_circle(self, home, people, kind):
        assert self.seen(home, people, kind=kind, visibility="private") == {"in the group"}

    def test_a_private_series_of_a_public_group(self, home, people):
        group = factories.group(home)
        factories.series(group, visibility="members")
        factories.role(people["in the group"], group)
        seen = {who for who, user in people.items() if MeetingSeries.objects.visible_to(user).exists()}
        assert seen == {"staff", "in the group"}

    def test_a_withdrawn_occurrence_is_seen_by_nobody(self, home, people):
        group = factories.group(home)
        Occurrence.objects.create(
            series=factories.series(group),
            group=group,
            local_date=NOW.date(),
            starts_at=NOW,
            ends_at=NOW.replace(hour=14),
            status="withdrawn",
        )
        assert not any(Occurrence.objects.visible_to(user).exists() for user in people.values())
