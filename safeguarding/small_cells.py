"""Counts for everybody, from which nobody can be picked out. Pure."""

from collections.abc import Mapping

LEAST = 5


def published(counts: Mapping[str, int]) -> tuple[dict[str, int | None], int | None]:
    """Each count, or None for 1 to 4, and the total.

    One hidden cell could be worked out from the total and the others, so the smallest of those is
    hidden with it; when nothing is left to hide it behind, the total is kept back too.
    """
    hidden = {name for name, count in counts.items() if 0 < count < LEAST}
    shown = sorted((count, name) for name, count in counts.items() if count >= LEAST)
    if len(hidden) == 1 and shown:
        hidden.add(shown[0][1])
    cells = {name: None if name in hidden else count for name, count in counts.items()}
    total = sum(counts.values())
    return cells, None if len(hidden) == 1 or (hidden and total < LEAST) else total
