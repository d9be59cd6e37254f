"""From a foreign list to rows of ours: exactly what was planned, again and again, and back."""

import json
from datetime import time, timedelta

import pytest

from groups.importing.errors import UnusableSourceError
from groups.models import (
    Group,
    GroupRole,
    ImportChange,
    ImportRun,
    ImportSource,
    MeetingSeries,
    Occurrence,
    SeriesException,
    Status,
    Venue,
)
from groups.services import import_steps as steps
from groups.services.import_lists import Loaded
from recovery_network.common.errors import DomainError
from tests.groups import factories
from tests.groups.factories import NOW
from tests.groups.importing.makers import meeting
from tests.groups.importing.test_bmlt import BODIES, FORMATS, RECORD

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=2)


@pytest.fixture
def centre():
    return factories.centre()


def loaded(*records, location="/lists/a.json") -> Loaded:
    return Loaded(json.dumps(records).encode(), location, "a.json")


def save(centre, *records, now=NOW, location="/lists/a.json", **options) -> ImportRun:
    run, _plan = steps.import_now(
        centre=centre, loaded=loaded(*records, location=location), options=steps.Options(**options), now=now
    )
    return run


def counts(run: ImportRun) -> dict[str, int]:
    names = ("read", "created", "updated", "unchanged", "skipped", "missing")
    return {name: value for name in names if (value := getattr(run, name))}


def codes(run: ImportRun) -> list[tuple[str, str]]:
    return [(row.field, row.code) for row in run.report_rows()]


def one() -> MeetingSeries:
    return MeetingSeries.objects.get()


THREE = (meeting(slug="a"), meeting(slug="b", day=1, name="Riverside"), meeting(slug="c", time="20:00"))


def test_a_preview_writes_nothing(centre, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        plan = steps.preview(centre=centre, loaded=loaded(*THREE), options=steps.Options())
    assert plan.counts() == {
        "read": 3,
        "created": 3,
        "updated": 0,
        "unchanged": 0,
        "skipped": 0,
        "missing": 0,
    }
    for model in (MeetingSeries, Group, Venue, ImportSource, ImportRun, ImportChange, Occurrence):
        assert not model.objects.exists()


def test_a_meeting_in_our_own_shape(centre):
    save(centre, meeting(location="Lake House", types=["O", "W", "X", "HI", "XYZ"], notes="Ring twice."))
    series = one()
    assert (series.title, series.group.name) == ("Lamplight", "Lamplight")
    assert (series.weekdays, series.local_start, series.duration_minutes) == (4, time(18), 60)
    assert (series.time_zone, series.attendance, series.openness) == ("Asia/Dhaka", "in_person", "open")
    assert (series.for_women, series.for_men, series.wheelchair) == (True, False, True)
    assert series.notes == "Ring twice.\nXYZ"
    assert sorted(series.types.values_list("code", flat=True)) == ["O", "W", "X"]
    assert [language.code for language in series.languages.all()] == ["hi"]
    assert (series.venue.name, series.venue.city, series.venue.centre) == ("Lake House", "Dhaka", centre)
    assert (series.external_id, series.visibility, series.group.centre) == ("lamplight", "public", centre)
    assert series.facets
    assert series.occurrences.count() == 10


def test_bmlt_is_narcotics_anonymous(centre):
    whole = {"meetings": [RECORD], "formats": FORMATS, "service_bodies": BODIES}
    data = Loaded(json.dumps(whole).encode(), "/lists/b.json", "b.json")
    steps.import_now(centre=centre, loaded=data, options=steps.Options(time_zone="America/Detroit"), now=NOW)
    series = one()
    assert series.group.programme.code == "na"
    assert series.group.pathway.code == "twelve-step"
    assert sorted(series.types.values_list("code", flat=True)) == ["OPEN", "TOP"]
    assert series.weekdays == 64
    assert "Great Region" in series.group.notes_public


def test_the_same_list_again_changes_nothing(centre):
    save(centre, *THREE)
    before = list(MeetingSeries.objects.order_by("pk").values())
    run = save(centre, *THREE, now=LATER)
    assert counts(run) == {"read": 3, "unchanged": 3}
    assert list(MeetingSeries.objects.order_by("pk").values()) == before
    assert ImportSource.objects.count() == 1
    assert not run.changes.exists()


def test_a_change_in_the_list_is_taken_in_place(centre):
    save(centre, *THREE)
    keys = dict(MeetingSeries.objects.values_list("external_id", "pk"))
    run = save(centre, THREE[0] | {"time": "19:30", "types": ["C"]}, *THREE[1:], now=LATER)
    assert counts(run) == {"read": 3, "updated": 1, "unchanged": 2}
    series = MeetingSeries.objects.get(external_id="a")
    assert (series.pk, series.local_start, series.openness) == (keys["a"], time(19, 30), "closed")
    assert [row.code for row in series.types.all()] == ["C"]
    assert (series.sequence, series.changed_at) == (1, LATER)
    scheduled = series.occurrences.filter(status=Occurrence.Status.SCHEDULED).first()
    assert f"{scheduled.starts_at:%H:%M}" == "13:30"


def test_what_somebody_changed_here_stays(centre):
    save(centre, *THREE)
    MeetingSeries.objects.filter(external_id="a").update(notes="Ours", local_start=time(17))
    run = save(centre, THREE[0] | {"notes": "Theirs"}, *THREE[1:], now=LATER)
    series = MeetingSeries.objects.get(external_id="a")
    assert (series.notes, series.local_start) == ("Ours", time(17))
    assert codes(run) == [("notes", "edited_here")]
    assert counts(run) == {"read": 3, "unchanged": 3}
    assert not save(centre, THREE[0] | {"notes": "Theirs"}, *THREE[1:], now=LATER).rows


def test_a_meeting_closed_here_stays_closed(centre):
    save(centre, THREE[0])
    MeetingSeries.objects.update(status=Status.CLOSED)
    run = save(centre, THREE[0] | {"types": ["TC"]}, now=LATER)
    assert one().status == Status.CLOSED
    assert ("status", "closed_here") in codes(run)


def test_missing_meetings_are_flagged_and_come_back(centre):
    save(centre, *THREE)
    run = save(centre, *THREE[:2], now=LATER)
    assert counts(run) == {"read": 2, "unchanged": 2, "missing": 1}
    gone = MeetingSeries.objects.get(external_id="c")
    assert (gone.missing_since, gone.status) == (LATER, Status.ACTIVE)
    assert counts(save(centre, *THREE[:2], now=LATER + timedelta(hours=1)))["missing"] == 1
    gone.refresh_from_db()
    assert gone.missing_since == LATER
    run = save(centre, *THREE, now=LATER)
    assert counts(run) == {"read": 3, "updated": 1, "unchanged": 2}
    assert ("", "back") in codes(run)
    gone.refresh_from_db()
    assert gone.missing_since is None


def test_a_record_that_cannot_be_read_is_not_missing(centre):
    save(centre, *THREE)
    run = save(centre, *THREE[:2], THREE[2] | {"time": "soon"}, now=LATER)
    assert counts(run) == {"read": 3, "unchanged": 2, "skipped": 1}


@pytest.mark.parametrize("data", [b"[]", b"", b'[{"name": "cut', b"<html>", b"[null]", b'[{"slug": "a"}]'])
def test_an_empty_or_broken_list_changes_nothing(centre, data):
    save(centre, *THREE)
    before = list(MeetingSeries.objects.order_by("pk").values())
    with pytest.raises(UnusableSourceError):
        steps.import_now(
            centre=centre,
            loaded=Loaded(data, "/lists/a.json", "a.json"),
            options=steps.Options(),
            now=LATER,
        )
    assert list(MeetingSeries.objects.order_by("pk").values()) == before
    assert ImportRun.objects.count() == 1


def test_lists_do_not_touch_each_other(centre):
    hand_made = factories.series(factories.group(centre, name="Ours"))
    save(centre, *THREE)
    save(centre, meeting(slug="a", name="Elsewhere"), location="/lists/other.json")
    assert ImportSource.objects.count() == 2
    assert MeetingSeries.objects.filter(external_id="a").count() == 2
    assert not MeetingSeries.objects.exclude(missing_since=None).exists()
    hand_made.refresh_from_db()
    assert hand_made.sequence == 0


def test_a_copy_under_another_name_is_the_same_list(centre):
    save(centre, *THREE)
    run = save(centre, *THREE[:2], meeting(slug="d"), location="/lists/a (1).json", now=LATER)
    assert counts(run) == {"read": 3, "created": 1, "unchanged": 2, "missing": 1}
    assert ("", "same_list") in codes(run)
    assert ImportSource.objects.get().location == "/lists/a (1).json"


def test_another_centre_has_lists_of_its_own(centre):
    save(centre, *THREE)
    run = save(factories.centre("Indus House"), *THREE)
    assert counts(run) == {"read": 3, "created": 3}
    assert MeetingSeries.objects.count() == 6


def test_a_named_list(centre):
    save(centre, *THREE, list_name="City")
    run = save(centre, meeting(slug="z", name="New"), location="/x.json", list_name="City", now=LATER)
    assert counts(run) == {"read": 1, "created": 1, "missing": 3}


def test_weekday_rows_share_a_group_and_a_place(centre):
    rows = [meeting(slug=f"s{day}", day=day, location="Lake House") for day in range(7)]
    save(centre, *rows)
    assert (MeetingSeries.objects.count(), Group.objects.count(), Venue.objects.count()) == (7, 1, 1)


def test_a_renamed_group_keeps_its_people(centre):
    save(centre, meeting(slug="a", group="River"), meeting(slug="b", group="River", day=1))
    group = Group.objects.get()
    factories.role(factories.person(), group)
    run = save(centre, meeting(slug="a", group="Lake"), meeting(slug="b", group="Lake", day=1), now=LATER)
    group.refresh_from_db()
    assert group.name == "Lake"
    assert group.roles.count() == 1
    assert Group.objects.count() == 1
    assert counts(run) == {"read": 2, "updated": 2}


def test_an_unknown_zone_or_programme_is_refused(centre):
    for options in ({"time_zone": "Mars"}, {"programme": "xyz"}):
        with pytest.raises(UnusableSourceError):
            save(centre, *THREE, **options)


# --- Undo ---------------------------------------------------------------------------------------


def dump() -> dict[str, list]:
    """Every row an import may touch; what goes on by design (see import_snapshots) is left out."""
    on = {"sequence", "changed_at", "words"}
    series = [
        {k: v for k, v in row.items() if k not in on} for row in MeetingSeries.objects.order_by("pk").values()
    ]
    for row in series:
        row["conference_secret_sealed"] = MeetingSeries.objects.get(pk=row["id"]).conference_secret
    alive = Occurrence.objects.exclude(status=Occurrence.Status.WITHDRAWN).order_by("series", "local_date")
    return {
        "series": series,
        "groups": list(Group.objects.order_by("pk").values()),
        "venues": list(Venue.objects.order_by("pk").values()),
        "occurrences": list(alive.values("series", "local_date", "starts_at", "ends_at", "facets", "venue")),
        "types": sorted(MeetingSeries.types.through.objects.values_list("meetingseries", "meetingtype")),
        "languages": sorted(MeetingSeries.languages.through.objects.values_list("meetingseries", "language")),
    }


RICH = (
    meeting(
        slug="a", types=["O", "HI"], location="Lake House", email="ask@example.org", notes="Passcode: one"
    ),
    meeting(slug="b", day=1, group="River", conference_url="https://zoom.us/j/1?pwd=x"),
    meeting(slug="c", time="20:00"),
)
CHANGED = (
    RICH[0] | {"types": ["C", "PUN"], "location": "Hill House", "email": "new@example.org", "time": "19:00"},
    RICH[1] | {"group": "Lake", "conference_url": "https://zoom.us/j/1?pwd=y", "day": 5},
    meeting(slug="d", group="New"),
)


def test_undo_takes_everything_back(centre):
    factories.series(factories.group(centre, name="Ours"))
    empty = dump()
    first = save(centre, *RICH)
    full = dump()
    second = save(centre, *CHANGED, now=LATER)
    assert counts(second) == {"read": 3, "created": 1, "updated": 2, "missing": 1}
    assert dump() != full
    steps.undo_now(run=second, now=LATER)
    assert dump() == full
    steps.undo_now(run=first, now=LATER)
    assert dump() == empty
    assert not ImportRun.objects.exclude(undo_rows=[]).exists()


def test_after_undo_the_list_can_be_imported_again(centre):
    steps.undo_now(run=save(centre, *RICH), now=LATER)
    assert counts(save(centre, *RICH, now=LATER)) == {"read": 3, "created": 3}


def test_undo_leaves_what_was_changed_since(centre):
    run = save(centre, *THREE)
    MeetingSeries.objects.filter(external_id="a").update(notes="Ours")
    run = steps.undo_now(run=run, now=LATER)
    assert [(row[0], row[3]) for row in run.undo_rows] == [("a", "undo_edited")]
    assert [row.external_id for row in MeetingSeries.objects.all()] == ["a"]


def test_undo_closes_what_people_use(centre):
    run = save(
        centre,
        meeting(slug="a", group="River"),
        meeting(slug="b", group="Lake"),
        meeting(slug="c", group="Hill"),
    )
    by_id = {row.external_id: row for row in MeetingSeries.objects.all()}
    role = factories.role(factories.person(), by_id["a"].group)
    SeriesException.objects.create(
        series=by_id["b"], local_date=by_id["b"].occurrences.first().local_date, kind="cancelled"
    )
    run = steps.undo_now(run=run, now=LATER)
    assert {(row[0], row[3]) for row in run.undo_rows} >= {("a", "undo_closed"), ("b", "undo_closed")}
    left = {row.external_id: row.status for row in MeetingSeries.objects.all()}
    assert left == {"a": Status.CLOSED, "b": Status.CLOSED}
    assert GroupRole.objects.get() == role
    assert not Occurrence.objects.filter(status="scheduled", starts_at__gt=LATER).exists()
    assert not Group.objects.filter(name="Hill").exists()


def test_a_list_closed_by_undo_opens_when_imported_again(centre):
    run = save(centre, meeting(slug="a"))
    factories.role(factories.person(), Group.objects.get())
    steps.undo_now(run=run, now=LATER)
    run = save(centre, meeting(slug="a"), now=LATER)
    assert one().status == Status.ACTIVE
    assert counts(run) == {"read": 1, "updated": 1}


def test_only_a_saved_import_is_undone_and_only_once(centre):
    run = steps.undo_now(run=save(centre, *THREE), now=LATER)
    with pytest.raises(DomainError, match="saved"):
        steps.undo_now(run=run, now=LATER)


# --- Secrets ------------------------------------------------------------------------------------

CANARIES = meeting(
    slug="a",
    group="River",
    conference_url="https://zoom.us/j/5550001?pwd=CANARY1",
    conference_url_notes="Password CANARY2",
    conference_phone="+15550100012,,5550001#,,CANARY3",
    contact_1_name="CANARY4",
    contact_1_email="CANARY5@example.org",
    email="CANARY6@example.org",
    notes="Bring a cup. Passcode: CANARY7",
    location_notes="Ask CANARY8 at 555-000-2265",
    group_notes="Write to CANARY9@example.org.",
)


def test_secrets_are_kept_where_only_staff_and_the_sealed_field_are(centre):
    save(centre, CANARIES)
    series = one()
    for n in (1, 2, 3, 7):
        assert f"CANARY{n}" in series.conference_secret
    for n in (4, 5, 6):
        assert f"CANARY{n}" in series.group.contacts_private
    for n in (8, 9):
        assert f"CANARY{n}" in series.group.notes_private


def test_no_secret_stands_in_any_other_column(centre):
    save(centre, CANARIES)
    save(centre, CANARIES | {"email": "CANARY99@example.org"}, now=LATER)
    rows = [
        row
        for model in (MeetingSeries, Venue, ImportSource, ImportRun, ImportChange)
        for row in model.objects.values()
    ]
    groups = Group.objects.values()
    public = [{k: v for k, v in row.items() if not k.endswith("_private")} for row in groups]
    assert "CANARY" not in repr([*rows, *public, *Occurrence.objects.values()])


def test_a_changed_secret_is_an_update(centre):
    save(centre, CANARIES)
    run = save(centre, CANARIES | {"conference_url_notes": "Password other"}, now=LATER)
    assert counts(run) == {"read": 1, "updated": 1}
    assert "other" in one().conference_secret
