"""Looking at processes and ports from outside, as the system sees them."""

import socket
import time
from collections.abc import Callable
from pathlib import Path

import pytest

linux_only = pytest.mark.skipif(not Path("/proc/self").exists(), reason="looks into /proc")


def comes_true(condition: Callable[[], bool], seconds: float = 20) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.05)
    return False


def listening(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


def command_lines() -> dict[int, str]:
    """Every process and what it was started with."""
    found = {}
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            found[int(path.parent.name)] = path.read_text(errors="replace").replace("\0", " ")
        except OSError:  # it ended while we looked
            continue
    return found


def processes_naming(text: str | Path) -> dict[int, str]:
    return {pid: line for pid, line in command_lines().items() if str(text) in line}


def children_of(parent: int) -> dict[int, str]:
    lines = command_lines()
    return {pid: line for pid, line in lines.items() if _parent_of(pid) == parent}


def _parent_of(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return 0
