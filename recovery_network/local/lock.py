"""One supervisor to a data directory; the second one is told where the first one is."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from recovery_network.local.problems import Problem

FILE = "lock"


class Taken(Problem):
    """Somebody holds the directory; `holder` is what they wrote about themselves."""

    def __init__(self, data: Path, holder: str) -> None:
        self.holder = holder
        super().__init__(
            f"{data} is already in use by {holder or 'another process'}. Stop that one with Ctrl-C,"
            " or start a second one with --data DIR and --port N."
        )


@contextmanager
def held(data: Path, holder: str, *, wait: bool = False) -> Iterator[None]:
    """Hold the directory until the block ends; the system lets go when the process dies."""
    descriptor = os.open(data / FILE, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        _acquire(descriptor, data, wait=wait)
        os.ftruncate(descriptor, 0)
        os.write(descriptor, f"{holder} (process {os.getpid()})".encode())
        yield
    finally:
        os.close(descriptor)


def holder_of(data: Path) -> str:
    """Who holds the directory now; empty when nobody does."""
    if not (data / FILE).exists():
        return ""
    descriptor = os.open(data / FILE, os.O_RDWR | os.O_CLOEXEC)
    try:
        _acquire(descriptor, data, wait=False)
    except Taken as taken:
        return taken.holder
    finally:
        os.close(descriptor)
    return ""


def _acquire(descriptor: int, data: Path, *, wait: bool) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except BlockingIOError:
        raise Taken(data, os.pread(descriptor, 400, 0).decode(errors="replace")) from None
