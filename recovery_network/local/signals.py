"""Ctrl-C, `kill` and a closed terminal all mean: end in order."""

import signal
import threading

ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def catch_endings() -> threading.Event:
    """An event that is set by the first signal; a second one changes nothing, the end is under way."""
    asked = threading.Event()
    for number in ENDINGS:
        signal.signal(number, lambda *_: asked.set())
    return asked


def wait_for_end() -> None:
    catch_endings().wait()
