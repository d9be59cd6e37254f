"""The shape a person or seat is drawn as: 12 drawings in 6 colours, decided by a code and nothing else."""

from hashlib import blake2b

DRAWINGS = (
    "sprout", "sun", "leaf", "bird", "kite", "river", "hill", "star", "lamp", "boat", "moon", "flower",
)  # fmt: skip
COLOURS = ("a", "b", "c", "d", "e", "f")


def shape(code: str) -> tuple[str, str]:
    """(drawing, colour) of a code. In rooms give the seat's code, so that two rooms cannot be joined up."""
    drawing, colour = blake2b(code.encode(), digest_size=2, person=b"rn-shape").digest()
    return DRAWINGS[drawing % len(DRAWINGS)], COLOURS[colour % len(COLOURS)]
