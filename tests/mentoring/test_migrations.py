"""What migrations do to rows that were there."""

from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection, transaction

from mentoring.models import Mentor, Request
from tests.mentoring import people

ALONE = {"mentoring_mentor": "mentor_family_alone", "mentoring_request": "request_family_alone"}


@pytest.mark.django_db
def test_0007_family_parts_who_offered_both(centre, now):
    """Before the constraints, as such a database is."""
    rows = {kinds: people.mentor(centre, now, kinds=list(kinds)) for kinds in [("coach",), ("family",)]}
    mixed, asked = people.mentor(centre, now), people.request(centre, now)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            for table, name in ALONE.items():
                cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
        Mentor.objects.filter(pk=mixed.pk).update(kinds=["mentor", "family", "coach"])
        Request.objects.filter(pk=asked.pk).update(kinds=["family", "sponsor"])
        import_module("mentoring.migrations.0007_family").part_families(apps, None)
    found = dict(Mentor.objects.values_list("pk", "kinds"))
    assert found == {**{row.pk: list(kinds) for kinds, row in rows.items()}, mixed.pk: ["mentor", "coach"]}
    assert list(Request.objects.values_list("kinds", flat=True)) == [["sponsor"]]
