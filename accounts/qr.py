"""A QR picture as one SVG path, so that templates draw it with escaped values and no data: address."""

from itertools import groupby

import segno

QUIET = 4  # the empty border that scanners need


def qr_path(text: str) -> tuple[int, str]:
    """The side in modules, and the path of all dark ones, row by row."""
    rows = [list(row) for row in segno.make(text, error="m").matrix_iter(border=QUIET)]
    parts = [f"M{x} {y}h{length}v1h-{length}z" for y, row in enumerate(rows) for x, length in _dark_runs(row)]
    return len(rows), "".join(parts)


def _dark_runs(row: list[int]) -> list[tuple[int, int]]:
    runs, x = [], 0
    for dark, modules in groupby(row, key=bool):
        length = len(list(modules))
        if dark:
            runs.append((x, length))
        x += length
    return runs
