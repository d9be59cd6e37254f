"""A centre, a coordinator, and a moment in which everybody is free."""

from datetime import UTC, datetime

import pytest

from tests.mentoring import people


@pytest.fixture
def now():
    return datetime(2026, 11, 18, 9, 0, tzinfo=UTC)


@pytest.fixture
def centre(db):
    return people.centre()


@pytest.fixture
def coordinator(centre):
    return people.person(centre, role="coordinator")
