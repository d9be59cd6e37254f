"""The cast, with the member behind a message that anybody may report."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from accounts.models import User
from safeguarding import subjects
from safeguarding.subjects import Reportable, Subject
from tests.cast import World, people_and_centres


@pytest.fixture
def world(db: None) -> World:
    return people_and_centres()


@pytest.fixture(autouse=True)
def known_kinds() -> Iterator[None]:
    """What a test registers is gone after it."""
    before = dict(subjects.KINDS)
    yield
    subjects.KINDS.clear()
    subjects.KINDS.update(before)


@pytest.fixture
def words(world: World) -> Subject:
    """A message of the member, as others see it."""
    lines = [{"who": "Paper Boat", "text": f"Line {n}", "at": n, "here": n == 10} for n in range(21)]
    found = Subject("message", "one", "Paper Boat", "/today/", world.member, world.centre, lines)
    subjects.KINDS["message"] = Reportable("message", "A message", lambda user, code, now: found)
    return found


def somebody(world: World, name: str, days_old: int = 0) -> User:
    """One more person, so many days on the site."""
    made = world.now - timedelta(days=days_old)
    return User.objects.create_user(name, public_name=name.title(), created_at=made)
