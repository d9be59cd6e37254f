"""Things a person may be reminded of. Apps above register how to list a person's; we know none."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Subject:
    """One group or series as its member sees it. `code` stands in addresses, `id` in our rows."""

    kind: str
    id: int
    code: str
    label: str


Lister = Callable[[Any], list[Subject]]
LISTERS: list[Lister] = []


def register(lister: Lister) -> Lister:
    """`lister(user)` returns what this person is, or may be, reminded of."""
    if lister not in LISTERS:
        LISTERS.append(lister)
    return lister


def of(user: Any) -> list[Subject]:
    return [subject for lister in LISTERS for subject in lister(user)]


def find(user: Any, kind: str, code: str) -> Subject | None:
    """The person's own subject of that code, or None: others' do not exist for them."""
    return next((s for s in of(user) if (s.kind, s.code) == (kind, code)), None)
