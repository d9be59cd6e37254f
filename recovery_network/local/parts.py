"""Web, worker and beat: what each is started with, and starting it again when it dies."""

import importlib.util
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from recovery_network.local import output, processes
from recovery_network.local.environment import ROOT

END_SECONDS = 2.0  # for all of them together; what must last is in PostgreSQL
LONGEST_PAUSE = 30.0
CALM_SECONDS = 60.0
# Celery's, about the account it runs as: good advice for a server, only noise here.
ACCOUNT_WARNINGS = ("You're running the worker with superuser", "An entry for the specified gid")


@dataclass
class Part:
    """One process that is kept running."""

    name: str
    command: list[str]
    environment: dict[str, str]
    process: subprocess.Popen[bytes] | None = None
    failures: int = 0
    started: float = 0.0
    due: float = field(default=0.0)

    def start(self) -> None:
        self.process = processes.spawn(self.command, env=self.environment, output=subprocess.PIPE, cwd=ROOT)
        self.started = time.monotonic()
        assert self.process.stdout is not None
        output.relay(self.name, self.process.stdout)

    def runs(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def keep_running(self, now: float) -> None:
        """Called again and again: notice a death, wait a little longer each time, start."""
        if self.runs():
            return
        if self.process is not None:
            self._plan_restart(now, self.process.returncode)
        elif now >= self.due:
            self.start()

    def _plan_restart(self, now: float, code: int) -> None:
        self.failures = 1 if now - self.started > CALM_SECONDS else self.failures + 1
        pause = min(0.5 * 2 ** (self.failures - 1), LONGEST_PAUSE)
        self.process, self.due = None, now + pause
        output.say(f"{self.name} ended ({_reason(code)}). It starts again in {pause:g} s.")

    def ask_to_end(self) -> None:
        if self.process is not None and self.runs():
            self.process.send_signal(signal.SIGTERM)

    def end_by(self, deadline: float) -> None:
        if self.process is not None:
            processes.wait_or_kill(self.process, max(0.0, deadline - time.monotonic()))


def all_parts(data: Path, port: int, environment: dict[str, str]) -> list[Part]:
    celery = [sys.executable, "-m", "celery", "--quiet", "-A", "recovery_network"]
    worker = [*celery, "worker", "--pool", "threads", "-c", "4", "--loglevel", "WARNING"]
    worker += ["--without-gossip", "--without-mingle", "--without-heartbeat"]
    beat = [*celery, "beat", "--loglevel", "WARNING", "--pidfile=", "-s", str(data / "beat-schedule")]
    quiet = ",".join(f"ignore:{start}" for start in ACCOUNT_WARNINGS)
    return [
        Part("web", web_command(port), environment),
        Part("worker", worker, {**environment, "PYTHONWARNINGS": quiet}),
        Part("beat", beat, environment),
    ]


def web_command(port: int) -> list[str]:
    """No access log: addresses and times of visits are nobody's business."""
    return [
        *(sys.executable, "-m", "uvicorn", "recovery_network.asgi:application"),
        *("--host", "127.0.0.1", "--port", str(port), "--log-level", "warning", "--no-access-log"),
        *("--ws", _socket_protocol(), "--ws-max-size", "65536", "--ws-per-message-deflate", "false"),
        *("--lifespan", "off", "--timeout-graceful-shutdown", "3"),
        *("--no-server-header", "--no-proxy-headers"),
    ]


def _socket_protocol() -> str:
    """Ours, which sends frames prepared once for all listeners, where this uvicorn allows it."""
    module = "recovery_network.common.websocket"
    return f"{module}:PreparedProtocol" if importlib.util.find_spec(module) else "websockets-sansio"


def _reason(code: int) -> str:
    return f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"
