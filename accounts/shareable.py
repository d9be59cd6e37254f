"""What a person may let another see, and in which relation. Apps above register theirs in `apps.ready`."""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True)
class Item:
    """One thing that can be shown to another person.

    `covers` are the exact columns it shows. They are part of what was agreed to: a release that shows
    more must register another key, and nobody who agreed to the old one has agreed to that.
    """

    key: str
    label: str | Promise
    app: str
    covers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Relation:
    """What the reader is to the owner: "mentor", "ally". A person reads it in their log of looks."""

    key: str
    label: str | Promise
    app: str


ITEMS: dict[str, Item] = {}
RELATIONS: dict[str, Relation] = {}
# Each says which accounts a person shall not meet, by their keys; `safeguarding` registers its blocks.
APART: list[Callable[[int], Collection[int]]] = []


def register_item(key: str, label: str | Promise, app: str, covers: tuple[str, ...] = ()) -> Item:
    """Add an item; a second one of the same key is a mistake in the code."""
    item = Item(key, label, app, covers)
    if ITEMS.setdefault(key, item) != item:
        raise ValueError(f"Two items are named {key}.")
    return item


def register_relation(key: str, label: str | Promise, app: str) -> Relation:
    relation = Relation(key, label, app)
    if RELATIONS.setdefault(key, relation) != relation:
        raise ValueError(f"Two relations are named {key}.")
    return relation


def keep_apart(hidden_from: Callable[[int], Collection[int]]) -> None:
    """Between such people nothing is shown, whatever was granted; neither learns why."""
    if hidden_from not in APART:
        APART.append(hidden_from)


def apart_from(person_id: int) -> set[int]:
    return {other for hidden_from in APART for other in hidden_from(person_id)}


def labels(keys: frozenset[str] | list[str]) -> list[str | Promise]:
    """In the order of registration, which is the order of every list of items on a page."""
    return [item.label for item in ITEMS.values() if item.key in keys]
