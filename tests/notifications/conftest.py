"""People, a moment, and promises to send."""

import itertools
from datetime import UTC, datetime, timedelta

import pytest

from accounts.models import User
from notifications.kinds import KINDS, Kind
from notifications.services.deliveries import Promise

_numbers = itertools.count()


@pytest.fixture
def now():
    return datetime(2026, 6, 15, 13, 0, tzinfo=UTC)


@pytest.fixture
def make_user(db):
    def make(**fields):
        number = next(_numbers)
        fields.setdefault("public_name", "Paper Boat")
        return User.objects.create_user(f"boat-{number}", **fields)

    return make


@pytest.fixture
def user(make_user):
    return make_user()


@pytest.fixture
def kind():
    """A kind of the tests' own, gone afterwards."""
    made = Kind(name="test.kind", title="%(name)s is here", neutral="Something is here")
    KINDS[made.name] = made
    yield made
    del KINDS[made.name]


@pytest.fixture
def make_promise(now):
    def make(user, key="a", **fields):
        values = {
            "key": key,
            "recipient_id": user.pk,
            "kind": "test.kind",
            "channel": "email",
            "path": "/m/abcdefgh/",
            "due_at": now,
            "expires_at": now + timedelta(hours=1),
            "subject_kind": "thing",
            "subject_id": 1,
        }
        return Promise(**{**values, **fields})

    return make
