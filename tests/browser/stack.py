"""Starts the site exactly as `run.py` does, with a mail server of the test's own."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller

ROOT = Path(__file__).resolve().parents[2]
READY_SECONDS = 180  # twenty on a machine at rest
# Runs inside the site. Each line asked is a piece of code; each line answered is what it printed, or
# how it failed.
LISTEN = """
import contextlib, io, json, sys, traceback
from django.db import close_old_connections
from django.utils import timezone, translation
for line in sys.stdin:
    printed, failure = io.StringIO(), ""
    try:
        with contextlib.redirect_stdout(printed):
            exec(json.loads(line), {"__name__": "__main__"})
    except BaseException:
        failure = traceback.format_exc()
    translation.deactivate()
    timezone.deactivate()
    close_old_connections()
    print(json.dumps([printed.getvalue(), failure]), flush=True)
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class MailSink:
    """A real SMTP server that keeps what it is given."""

    messages: list[EmailMessage] = field(default_factory=list)

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        parsed = message_from_bytes(envelope.content, policy=policy.default)
        parsed["X-Envelope-To"] = ", ".join(envelope.rcpt_tos)
        self.messages.append(parsed)
        return "250 kept"

    def wait_for(self, address: str, seconds: float, *, after: int = 0) -> EmailMessage:
        """The first message to the address that came as number `after` or later."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            for message in self.messages[after:]:
                if address in message["X-Envelope-To"]:
                    return message
            time.sleep(0.2)
        raise AssertionError(f"No mail to {address} within {seconds} s; {len(self.messages)} others came.")


class Stack:
    """The running site: `url`, its `mail`, and `shell(...)` and `manage(...)` for what no page can do."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.port = free_port()
        self.url = f"http://localhost:{self.port}"
        self.mail = MailSink()
        self._mail_server = Controller(self.mail, hostname="127.0.0.1", port=free_port())
        self._log = (data / "site.log").open("wb")
        self._process: subprocess.Popen[bytes] | None = None
        self._shell: subprocess.Popen[str] | None = None

    def start(self) -> None:
        self._mail_server.start()
        self._process = subprocess.Popen(
            self._command("up", "--port", str(self.port)),
            env=self._environment(),
            cwd=ROOT,
            stdout=self._log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        deadline = time.monotonic() + READY_SECONDS
        while not self._is_ready():
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise AssertionError("The site did not start:\n" + self.log())
            time.sleep(0.2)

    def stop(self) -> None:
        if self._shell is not None:
            self._shell.communicate(timeout=30)
        if self._process is not None:
            self._process.send_signal(signal.SIGTERM)
            self._process.wait(30)
        self._mail_server.stop()
        self._log.close()

    def log(self) -> str:
        return (self.data / "site.log").read_text(errors="replace")[-6000:]

    def manage(self, *arguments: str) -> str:
        done = subprocess.run(
            self._command("manage", *arguments),
            env=self._environment(),
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def shell(self, code: str) -> str:
        """What the code printed, run by `manage.py shell`, which stays open: starting it costs a second."""
        self._shell = self._shell or subprocess.Popen(
            self._command("manage", "shell", "-v", "0", "-c", LISTEN),
            env=self._environment(),
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            text=True,
        )
        assert self._shell.stdin is not None
        assert self._shell.stdout is not None
        print(json.dumps(code), file=self._shell.stdin, flush=True)
        printed, failure = json.loads(self._shell.stdout.readline() or '["", "The shell has ended."]')
        assert not failure, printed + failure
        return printed

    def _is_ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/healthz", timeout=2) as answer:
                return answer.status == 200
        except OSError:
            return False

    def _command(self, verb: str, *arguments: str) -> list[str]:
        local = [sys.executable, "-m", "recovery_network.local", verb]
        if verb == "up":
            return [*local, *arguments, "--data", str(self.data)]
        return [*local, *arguments]

    def _environment(self) -> dict[str, str]:
        # The test run's own stores and roles are not the site's.
        ours = ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "RN_ENV", "RN_DB_ROLE", "RN_REDIS_PREFIX")
        theirs = {name: value for name, value in os.environ.items() if name not in ours}
        mail = f"smtp://127.0.0.1:{self._mail_server.port}"
        return {**theirs, "EMAIL_URL": mail, "RN_DATA_DIR": str(self.data), "PYTHONPATH": str(ROOT)}
