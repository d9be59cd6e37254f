"""How a child process is born and ended: its own session, and it dies when its parent dies."""

import ctypes
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO

from recovery_network.local.identity import DIRECT, Identity

PR_SET_PDEATHSIG = 1

_libc = ctypes.CDLL(None, use_errno=True)


def spawn(
    argv: Sequence[str | Path],
    *,
    env: Mapping[str, str] | None = None,
    identity: Identity = DIRECT,
    last_signal: signal.Signals = signal.SIGKILL,
    output: IO[bytes] | int | None = None,
    cwd: Path | str | None = None,
) -> subprocess.Popen[bytes]:
    """Start a child that receives `last_signal` when this process dies, however it dies.

    Call it from the main thread: Linux ties the signal to the thread that forked. The tie is made
    last, because a change of credentials would undo it.
    """
    tie = tie_to_parent(last_signal)

    def between_fork_and_exec() -> None:
        identity.enter()
        tie()

    return subprocess.Popen(  # type: ignore[call-overload]
        [str(part) for part in argv],
        env=None if env is None else dict(env),
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT if output is not None else None,
        start_new_session=True,  # Ctrl-C reaches the supervisor alone
        preexec_fn=between_fork_and_exec,
        **identity.popen_arguments(),
    )


def tie_to_parent(last_signal: signal.Signals) -> Callable[[], None]:
    """What a child calls between fork and exec to die with us; nothing where the system cannot."""
    parent = os.getpid()

    def tie() -> None:
        if not sys.platform.startswith("linux"):
            return
        _libc.prctl(PR_SET_PDEATHSIG, int(last_signal), 0, 0, 0)
        if os.getppid() != parent:  # it died between the fork and this line
            os._exit(1)

    return tie


def end(process: subprocess.Popen[bytes], first: signal.Signals, seconds: float) -> None:
    """Ask with `first`, wait, then kill."""
    if process.poll() is None:
        process.send_signal(first)
    wait_or_kill(process, seconds)


def wait_or_kill(process: subprocess.Popen[bytes], seconds: float) -> None:
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
