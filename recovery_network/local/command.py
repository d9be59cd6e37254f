"""`manage`: any Django command against the same database, whether the site runs or not."""

import signal
import subprocess
import sys
import time
from pathlib import Path

from recovery_network.local import environment, lock, processes, signals, state, supervisor
from recovery_network.local.environment import ROOT
from recovery_network.local.problems import Problem
from recovery_network.local.services import Services
from recovery_network.local.state import State

# The application role may not do these.
OWNER_COMMANDS = {"migrate", "flush", "createcachetable"}
START_SECONDS = 60


def manage(data: Path, arguments: list[str]) -> int:
    """The exit code of the command. The stores run for as long as it needs them."""
    signals.catch_endings()
    try:
        state.prepare(data)
        if lock.holder_of(data).startswith(supervisor.HOLDER):
            return _run(data, _state_of_running_site(data), arguments)
        with lock.held(data, f"the command “{' '.join(arguments)}”", wait=True), Services(data) as services:
            if not services.state.static_digest:  # never started before
                supervisor.prepare(services)
            return _run(data, services.state, arguments)
    except signals.EndAsked:
        return 130


def _state_of_running_site(data: Path) -> State:
    """It may still be starting."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        known = state.load(data)
        if known.postgres_port and known.valkey_port:
            return known
        time.sleep(0.1)
    raise Problem("The site that holds this data directory does not get ready.")


def _run(data: Path, known: State, arguments: list[str]) -> int:
    owner = bool(arguments) and arguments[0] in OWNER_COMMANDS
    # Ctrl-C reaches the command itself, which shares our terminal; we wait for what it makes of it.
    signal.signal(signal.SIGINT, lambda *_: None)
    return subprocess.call(
        [sys.executable, str(ROOT / "manage.py"), *arguments],
        env=environment.for_django(data, known, owner=owner),
        preexec_fn=processes.tie_to_parent(signal.SIGTERM),
    )
