"""What a sender has handed over so far, on disk, so that `kill -9` does not make it send twice.

A batch is marked in the database once, at its end. Between the mail server's "250" and that mark
only this file knows. One line per message: `>id` before its text leaves, `+id` after the "250".
The file is locked for as long as its sender lives; the kernel drops the lock whatever the death,
and the next sender reads what is left. It survives the end of a process, not a power cut.
"""

import fcntl
import os
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path


class Journal:
    """The file of one sender for one run; its name is the lease owner of the rows it took."""

    def __init__(self, directory: Path) -> None:
        directory.mkdir(parents=True, exist_ok=True)
        self.name = uuid.uuid4().hex
        self.path = directory / f"{self.name}.log"
        # Locked before it has the name readers look for, so that no reader takes it for abandoned.
        unnamed = self.path.with_suffix(".new")
        self._file = os.open(unnamed, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_EXCL, 0o600)
        fcntl.flock(self._file, fcntl.LOCK_EX)
        unnamed.rename(self.path)
        self._pending = b""

    def begin(self, delivery_id: int) -> None:
        """This message's text is about to leave."""
        self._pending += b">%d\n" % delivery_id

    def accepted(self, delivery_id: int) -> None:
        """The mail server took it."""
        self._pending += b"+%d\n" % delivery_id

    def flush(self) -> None:
        """Hand over to the kernel. Call it before anything that waits for the other side."""
        if self._pending:
            os.write(self._file, self._pending)
            self._pending = b""

    def clear(self) -> None:
        """The database knows everything that stands here."""
        self._pending = b""
        os.ftruncate(self._file, 0)

    def close(self, *, keep: bool = False) -> None:
        """Let go; `keep` leaves the file for the next sender, when the database could not be told."""
        if keep:
            self.flush()
        else:
            self.path.unlink(missing_ok=True)
        os.close(self._file)


@dataclass(frozen=True)
class Remains:
    """What a dead sender's journal says: taken by the mail server, and perhaps taken."""

    owner: str
    accepted: list[int]
    unsure: list[int]


def abandoned(directory: Path) -> Iterator[Remains]:
    """Each journal whose sender is dead; it is deleted after the caller has used it."""
    for path in sorted(directory.glob("*.log")) if directory.is_dir() else []:
        try:
            file = os.open(path, os.O_RDONLY)
        except FileNotFoundError:
            continue
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(file)
            continue
        try:
            yield _read(path)
            path.unlink(missing_ok=True)
        finally:
            os.close(file)


def _read(path: Path) -> Remains:
    try:
        lines = path.read_bytes().split(b"\n")[:-1]
    except FileNotFoundError:
        lines = []
    begun = [int(line[1:]) for line in lines if line[:1] == b">"]
    accepted = [int(line[1:]) for line in lines if line[:1] == b"+"]
    return Remains(path.stem, accepted, sorted(set(begun) - set(accepted)))
