"""A line of one's own answers over time, as the numbers an SVG needs. Pure; no verdict in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

WIDTH, HEIGHT = 320, 150
# Room for the words beside and below the lines.
LEFT, RIGHT, TOP, BOTTOM = 34, 12, 14, 28


@dataclass(frozen=True)
class Dot:
    x: int
    y: int
    on: date
    value: int


@dataclass(frozen=True)
class Tick:
    y: int
    value: int


@dataclass(frozen=True)
class Plot:
    """`line` is the points of a polyline. `mark` is a value that is drawn as a line of its own."""

    dots: list[Dot]
    line: str
    ticks: list[Tick]
    first: date
    last: date
    mark: Tick | None = None
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    base: int = HEIGHT - BOTTOM


def plot(
    values: Sequence[tuple[date, int]],
    *,
    low: int,
    high: int,
    ticks: Sequence[int],
    first: date | None = None,
    last: date | None = None,
    mark: int | None = None,
) -> Plot | None:
    """None when there is nothing to draw. Values outside `low` and `high` are a mistake of the caller."""
    if not values:
        return None
    start, end = first or values[0][0], last or values[-1][0]

    def across(day: date) -> int:
        span = max((end - start).days, 1)
        return LEFT + round((WIDTH - LEFT - RIGHT) * (day - start).days / span)

    def up(value: int) -> int:
        if not low <= value <= high:
            raise ValueError(f"{value} is not between {low} and {high}.")
        return HEIGHT - BOTTOM - round((HEIGHT - TOP - BOTTOM) * (value - low) / (high - low))

    dots = [Dot(across(day), up(value), day, value) for day, value in values]
    line = " ".join(f"{dot.x},{dot.y}" for dot in dots)
    marked = Tick(up(mark), mark) if mark is not None else None
    return Plot(dots, line, [Tick(up(each), each) for each in ticks], start, end, marked)
