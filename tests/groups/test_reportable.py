"""A group and a meeting's page can be told of; a room's reports reach the staff of its group's centre."""

import pytest

from groups import reportable
from safeguarding import subjects
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
