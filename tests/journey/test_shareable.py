"""No release widens a grant: what each key shows is frozen here, and migrations leave grants alone."""

import re
from hashlib import sha256

import pytest
from django.apps import apps
from django.db import connection

from accounts import consent_texts, shareable
from accounts.models import Grant
from journey.shareable import APP, ITEMS
from tests.architecture import tree

# What people agreed to, word for word. To show more is another key and another question, never a longer
# line here. A line may only go, when nothing registers its key any more.
FROZEN = {
    "journey.days": "CountedDays.name Stretch.began_on Stretch.ended_on",
    "journey.milestones": "CountedDays.name Stretch.began_on",
    "journey.mood": "CheckIn.local_date CheckIn.mood",
    "journey.craving": "CheckIn.local_date CheckIn.craving",
    "journey.sleep": "CheckIn.local_date CheckIn.sleep",
    "journey.lines": "CheckIn.local_date CheckIn.line",
    "journey.goals": "Goal.words Goal.until_on Goal.state Step.words Step.state",
    "journey.plan": "Sheet.answers",
    "journey.ten": "Measure.taken_on Measure.total",
}
# The words of a version, once agreed to, stay. New words are a new version beside it.
FROZEN_TEXTS = {"2026-11": "840104b49c82ec5a"}
# A migration that touches these tables by anything but making them could widen what was granted.
GRANTS = re.compile(r"accounts_(grant|revocation)|[\"'](Grant|Revocation|grant|revocation)[\"']")
MAKES_THEM = "accounts/migrations/0002_consent.py"


def widened(registered: dict[str, shareable.Item]) -> list[str]:
    return [
        key
        for key, item in registered.items()
        if item.app == APP and FROZEN.get(key) != " ".join(item.covers)
    ]


def digest(version: str) -> str:
    return sha256("\n".join(map(str, consent_texts.TEXTS[version])).encode()).hexdigest()[:16]


def touching(migrations: tree.Tree) -> list[str]:
    """Later migrations that name the consent ledger, by table or by model."""
    return [path for path, text in migrations.items() if path != MAKES_THEM and GRANTS.search(text)]


def test_every_key_shows_what_it_showed() -> None:
    assert widened(shareable.ITEMS) == []
    assert {key for key, _label, _covers in ITEMS} == set(FROZEN)


def test_a_key_that_shows_more_is_found() -> None:
    more = shareable.Item("journey.mood", "Mood", APP, ("CheckIn.local_date", "CheckIn.mood", "CheckIn.line"))
    assert widened({"journey.mood": more}) == ["journey.mood"]
    assert widened({"journey.new": shareable.Item("journey.new", "New", APP, ("X.y",))}) == ["journey.new"]


def test_the_columns_exist() -> None:
    for _key, _label, covers in ITEMS:
        for column in covers:
            model, _dot, name = column.partition(".")
            assert apps.get_model("journey", model)._meta.get_field(name)


def test_words_that_were_agreed_to_stay() -> None:
    assert {version: digest(version) for version in consent_texts.TEXTS} == FROZEN_TEXTS
    assert consent_texts.CURRENT in FROZEN_TEXTS


def test_no_migration_touches_a_grant() -> None:
    migrations = {path: text for path, text in tree.files(".py").items() if "/migrations/" in path}
    assert MAKES_THEM in migrations
    assert touching(migrations) == []


@pytest.mark.parametrize(
    "step",
    [
        "migrations.RunSQL(\"UPDATE accounts_grant SET items = items || '{journey.lines}'\")",
        "apps.get_model('accounts', 'Grant').objects.create()",
        "migrations.AddField(model_name='grant', name='all', field=x)",
        'migrations.RunSQL("DELETE FROM accounts_revocation")',
    ],
)
def test_a_planted_migration_is_found(step: str) -> None:
    assert touching({"journey/migrations/0002_more.py": step}) == ["journey/migrations/0002_more.py"]


@pytest.mark.django_db
def test_the_database_itself_refuses_such_a_migration() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal",
            [Grant._meta.db_table],
        )
        assert cursor.fetchall() == [("append_only",)]
