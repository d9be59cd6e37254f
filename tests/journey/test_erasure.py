"""Erasing a person: their journey goes whole; the consent ledger keeps numbers that mean nobody."""

import pytest
from django.apps import apps
from django.db import connection

from accounts.models import Grant
from accounts.services import erasure
from tests.journey import making
from tests.journey.making import NOW

pytestmark = pytest.mark.django_db


def everything() -> str:
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        texts = []
        for table in tables:
            cursor.execute(f'SELECT t::text FROM "{table}" t')
            texts += [f"{table} {row}" for (row,) in cursor.fetchall()]
    return "\n".join(texts)


def test_no_word_of_it_is_left_and_others_keep_theirs():
    person, friend = making.person("Marigold Canary"), making.person("Slow River")
    making.filled(person)
    making.counted(friend, name="Rivers")
    making.shared(person, friend)
    making.shared(friend, person)
    assert everything().count("Canary") >= 10
    erasure.erase_account(actor=person, user=person, now=NOW)
    assert "Canary" not in everything()
    assert "Rivers" in everything()
    assert Grant.objects.count() == 2


def test_every_table_goes_with_its_person():
    person = making.person()
    making.filled(person)
    making.ally_link(person)
    assert [m.__name__ for m in apps.get_app_config("journey").get_models() if not m.objects.exists()] == []
    erasure.erase_account(actor=person, user=person, now=NOW)
    assert [m.__name__ for m in apps.get_app_config("journey").get_models() if m.objects.exists()] == []
