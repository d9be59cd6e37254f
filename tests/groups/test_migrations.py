"""What migrations do to rows that were there."""

from importlib import import_module

import pytest
from django.apps import apps

from groups.models import Group
from tests.groups import factories

pytestmark = pytest.mark.django_db


def test_0006_door_begins_older_groups_as_new_ones_begin():
    at = factories.centre()
    kinds = {"open": "public", "family": "public", "closed": "public", "circle": "private"}
    for kind, visibility in kinds.items():
        factories.group(at, kind, kind=kind, visibility=visibility)
    import_module("groups.migrations.0006_door").begin_as_usual(apps, None)
    found = Group.objects.values_list("kind", "mode", "has_lobby", "reads_first")
    assert set(found) == {
        ("open", "taking_turns", True, "new"),
        ("family", "taking_turns", True, "new"),
        ("closed", "taking_turns", False, "nothing"),
        ("circle", "taking_turns", False, "nothing"),
    }
