"""What apps above put on a person's first page. They register in `apps.ready`; groups knows none of them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Card:
    """A template and what it shows, as `card` in its context. Of two cards the smaller `order` is higher;
    0 stands above the meetings."""

    template: str
    shows: Any = None
    order: int = 50


# part(user, now): the cards of one app for this person, none for most.
Part = Callable[[Any, datetime], list[Card]]
PARTS: list[Part] = []


def register(part: Part) -> None:
    if part not in PARTS:
        PARTS.append(part)


def cards(user: Any, now: datetime) -> list[Card]:
    return sorted((card for part in PARTS for card in part(user, now)), key=lambda card: card.order)
