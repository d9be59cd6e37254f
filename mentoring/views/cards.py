"""A suggestion as its reader sees it: the person, and the reasons in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from mentoring import fit
from mentoring.customs import Kind
from mentoring.models import Suggestion
from mentoring.services.board import path_names


@dataclass(frozen=True)
class Card:
    suggestion: Suggestion
    kind: Any
    words: list[str]


def cards(suggestions: Iterable[Suggestion]) -> list[Card]:
    paths = path_names()
    return [
        Card(each, Kind(each.kind).label if each.kind else "", fit.sentences(each.reasons, paths))
        for each in suggestions
    ]
