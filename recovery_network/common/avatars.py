"""The shape a person or seat is drawn as: 12 drawings in 6 colours, decided by a code and nothing else."""

DRAWINGS = (
    "sprout", "sun", "leaf", "bird", "kite", "river", "hill", "star", "lamp", "boat", "moon", "flower",
)  # fmt: skip
COLOURS = ("a", "b", "c", "d", "e", "f")


def shape(code: str) -> tuple[str, str]:
    """(drawing, colour) of a code. In rooms give the seat's code, so that two rooms cannot be joined up.

    FNV-1a, because static/js/room/shape.js has to reach the same answer without waiting.
    """
    number = 0x811C9DC5
    for byte in code.encode():
        number = (number ^ byte) * 0x01000193 & 0xFFFFFFFF
    return DRAWINGS[number % len(DRAWINGS)], COLOURS[number // len(DRAWINGS) % len(COLOURS)]
