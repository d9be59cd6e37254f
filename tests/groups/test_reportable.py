"""A group and a meeting's page can be told of; a room's reports reach the staff of its group's centre."""

import pytest

from accounts.models import StaffRole
from chat.models import Event
from chat.services import stream
from groups import reportable
from ledger.models import AccessEntry
from safeguarding import subjects
from safeguarding.services import reports
from safeguarding.subjects import Seen
from tests.groups.factories import NOW
from tests.groups.test_meetings import adult, enter, occurrence
from tests.matrix.tables import build_world

pytestmark = pytest.mark.django_db


def test_pages_are_told_to_their_own_centre() -> None:
    world = build_world()
    found = subjects.find(world.member, "group", world.group.code, world.now)
    assert (found.name, found.centre, found.person) == (world.group.name, world.group.centre, None)
    assert subjects.find(world.member, "group", "nosuchco", world.now) is None
    assert subjects.find(world.member, "meeting", "nosuchco", world.now) is None


def test_a_place_that_is_no_meeting_has_no_centre() -> None:
    assert reportable.centre_of("room:nosuchroom") is None
    assert reportable.centre_of("elsewhere") is None


# --- What staff read of where it was -----------------------------------------------------------------


def sat(name="Slow River", alias="Paper Boat"):
    """A meeting with somebody in its room: what a person and a message of theirs are called."""
    meeting = occurrence()
    someone = adult(name)
    enter(someone, meeting, alias=alias)
    room, seat = meeting.meeting_room.room, someone.seats.get()
    said = stream.append(room=room, kind=Event.Kind.MESSAGE, now=NOW, seat=seat, text="Buy now")
    return meeting, f"{room.code}-{seat.code}", f"{room.code}-{said.seq}"


def test_staff_learn_as_whom_somebody_sat_and_at_which_meeting():
    meeting, person, message = sat()
    found = subjects.seen([("person", person), ("message", message), ("message", "x-1"), ("nosuch", "x")])
    room, series = meeting.meeting_room.room, meeting.series
    path = f"/m/{series.code}/"
    seen = Seen("Paper Boat", f"room:{room.code}", series.title, path, meeting.starts_at)
    assert found == {("person", person): seen, ("message", message): seen}
    Event.objects.update(text="", audience=Event.Audience.NOBODY)
    assert subjects.seen([("message", message)]) == {("message", message): seen}


def test_pages_have_their_own_names():
    meeting, _person, _message = sat()
    group, series = meeting.group, meeting.series
    found = subjects.seen([("group", group.code), ("meeting", series.code), ("group", "nosuchco")])
    assert found["group", group.code].path == group.get_absolute_url()
    assert found["meeting", series.code].where == series.title
    assert len(found) == 2


def test_many_places_cost_as_much_as_one(django_assert_num_queries):
    things = [("person", sat(f"Name {n}", f"Paper Boat {n}")[1]) for n in range(3)]
    for asked in (things[:1], things):
        with django_assert_num_queries(2):
            assert len(subjects.seen(asked)) == len(asked)


def test_a_case_about_a_person_says_where_they_sat(client):
    world = build_world()
    meeting, code, _message = sat()
    teller = adult("Blue Kite")
    enter(teller, meeting, alias="Blue Kite")
    subject = subjects.find(teller, "person", code, NOW)
    case = reports.report(actor=teller, subject=subject, reason="selling", now=NOW).report.case
    StaffRole.objects.create(user=world.manager, centre=meeting.group.centre, role="manager")
    page = world.client("manager").get(f"/centre/desk/{case.code}/").content.decode()
    assert "Paper Boat" in page
    assert f"/m/{meeting.series.code}/" in page
    assert "Slow River" not in page
    assert AccessEntry.objects.filter(actor=world.manager.subject).count() == 1
