"""What apps above put on the first page: each once, in their order."""

import pytest

from groups import today
from groups.today import Card


@pytest.fixture(autouse=True)
def parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(today, "PARTS", [])


def test_cards_come_in_their_order_and_each_part_is_asked_once() -> None:
    late, early = Card("late.html", order=60), Card("early.html", order=10)

    def first(user, now):
        return [late]

    def second(user, now):
        return [early, Card("middle.html")]

    for part in (first, second, first):
        today.register(part)
    assert [card.template for card in today.cards(None, None)] == ["early.html", "middle.html", "late.html"]
