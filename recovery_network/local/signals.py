"""Ctrl-C, `kill` and a closed terminal all mean: end in order."""

import signal
from types import FrameType

ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class EndAsked(BaseException):
    """Raised once, wherever the main thread is; `with` blocks then put things away."""


def catch_endings() -> None:
    """The first signal raises EndAsked; later ones change nothing, since the end is under way."""
    for number in ENDINGS:
        signal.signal(number, _first)


def _first(number: int, frame: FrameType | None) -> None:
    for each in ENDINGS:
        signal.signal(each, signal.SIG_IGN)
    raise EndAsked
