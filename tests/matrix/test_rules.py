"""Rule 4, first half: every rule of the code is in the table, and says what the table says."""

import pytest
from django.apps import apps as django_apps
from django.utils.module_loading import import_module, module_has_submodule

from recovery_network.common.permissions import RULES, can
from tests.cast import CAST
from tests.matrix import edges
from tests.matrix.tables import Row, all_rules, build_world


def registered() -> set[str]:
    for config in django_apps.get_app_configs():
        if module_has_submodule(config.module, "rules"):
            import_module(f"{config.name}.rules")
    return set(RULES)


def wrong_cells(table: dict[str, list[Row]], world) -> list[str]:
    found = []
    for name, rows in table.items():
        for number, row in enumerate(rows):
            obj, may = row.obj(world), row.may.split()
            for person in CAST:
                expected = person in may or ("*" in may)
                if can(world.people[person], name, obj) != expected:
                    found.append(f"{name} [{number}] {person}: the table says {'yes' if expected else 'no'}")
    return found


def test_every_rule_is_in_the_table() -> None:
    assert registered() - set(all_rules()) == set(), "add these to tests/matrix/<app>.py"
    assert set(all_rules()) - registered() == set(), "the code knows no such rule"


def test_every_rule_has_somebody_who_may_not() -> None:
    """A rule that says yes to everybody about everything is no rule."""
    open_to_all = [name for name, rows in all_rules().items() if all("*" in row.may for row in rows)]
    assert open_to_all == []


@pytest.mark.django_db
def test_every_rule_says_what_the_table_says() -> None:
    assert wrong_cells(all_rules(), build_world()) == []


@pytest.mark.django_db
def test_every_single_truth_holds() -> None:
    assert edges.wrong(edges.all_truths(), build_world()) == []


@pytest.mark.django_db
def test_a_wrong_rule_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(RULES, "planted.see_all", lambda user, obj: user.is_authenticated)
    world = build_world()
    found = wrong_cells({"planted.see_all": [Row(lambda w: w.centre, may="manager")]}, world)
    assert "planted.see_all [0] member: the table says no" in found
    assert "planted.see_all [0] closed: the table says no" not in found
    assert "planted.see_all" not in set(all_rules())


def test_a_misspelt_name_is_refused() -> None:
    with pytest.raises(ValueError, match="Nobody in the cast"):
        Row(lambda world: None, may="meber")
