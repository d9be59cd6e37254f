"""Lines of several processes on one terminal, each with its name in front."""

import sys
import threading
from typing import IO

WIDTH = 8


def relay(name: str, source: IO[bytes]) -> threading.Thread:
    """Copy a child's lines until it closes its end."""
    thread = threading.Thread(target=_copy, args=(name, source), name=f"output of {name}", daemon=True)
    thread.start()
    return thread


def say(line: str) -> None:
    """A line of the supervisor itself; a closed terminal must not stop an orderly end."""
    try:
        print(line, flush=True)
    except (BrokenPipeError, OSError):
        sys.stdout = open("/dev/null", "w")  # noqa: SIM115, PTH123 - held until the process ends


def _copy(name: str, source: IO[bytes]) -> None:
    with source:
        for line in source:
            text = line.decode(errors="replace").rstrip()
            say(f"{name:<{WIDTH}}| {text}")
