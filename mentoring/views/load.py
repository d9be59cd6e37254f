"""The picture of how much each mentor carries: one row each, one square a place. Drawn on the server."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

ROW, SIDE, GAP, FIRST = 30, 20, 6, 190
NAME_LENGTH = 20


@dataclass(frozen=True)
class Square:
    x: int
    kind: str


@dataclass(frozen=True)
class Bar:
    name: str
    y: int
    squares: list[Square]


@dataclass(frozen=True)
class Plot:
    width: int
    height: int
    bars: list[Bar]


def plot(rows: Sequence[Any]) -> Plot:
    """Rows with `walking`, `asking` and `places`; more people than places make more squares."""
    bars = [_bar(row, number) for number, row in enumerate(rows)]
    most = max((len(bar.squares) for bar in bars), default=0)
    return Plot(FIRST + most * (SIDE + GAP), max(1, len(bars)) * ROW, bars)


def _bar(row: Any, number: int) -> Bar:
    free = max(0, row.places - row.walking - row.asking)
    kinds = ["taken"] * row.walking + ["asked"] * row.asking + ["free"] * free
    squares = [Square(FIRST + at * (SIDE + GAP), kind) for at, kind in enumerate(kinds)]
    name = row.user.public_name
    short = name if len(name) <= NAME_LENGTH else f"{name[: NAME_LENGTH - 1]}…"
    return Bar(short, number * ROW, squares)
