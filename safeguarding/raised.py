"""The words behind a check, from the app that has them: this app keeps none of them.

Only for those who may read them there, and only while they are there. Whoever is on duty and sits not in the
room reads none by this: nothing is told to a centre by itself.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from safeguarding.models import Check


@dataclass(frozen=True)
class Words:
    """`number` is that of the line in the room, `path` leads to it."""

    text: str
    at: datetime
    number: int
    path: str


# (checks, reader): words by the check's key. One question for all.
Source = Callable[[Iterable[Check], Any], dict[int, Words]]
SOURCES: dict[str, Source] = {}


def words_of(checks: Iterable[Check], reader: Any) -> dict[int, Words]:
    found: dict[int, Words] = {}
    asked = list(checks)
    for source in SOURCES.values() if asked else ():
        found |= source(asked, reader)
    return found
