"""The Valkey that belongs to one data directory: doorbell, cache and Celery's broker."""

import os
import signal
import subprocess
import time
from pathlib import Path

import redis

from recovery_network.local import binaries, processes
from recovery_network.local.problems import Problem

START_SECONDS = 30


class Valkey:
    """Started with a configuration file only its owner can read."""

    def __init__(self, data: Path, *, password: str, durable: bool) -> None:
        self.directory = data / "valkey"
        self.log = data / "log" / "valkey.log"
        self.password = password
        self.durable = durable
        self.program = binaries.valkey_server()
        self.port = 0
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"redis://:{self.password}@127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """Begin to start; `wait_until_ready` ends it."""
        self.directory.mkdir(mode=0o700, exist_ok=True)
        self.port = self.port or processes.free_port()
        configuration = self._write_configuration()
        with self.log.open("wb") as log:
            self.process = processes.spawn(
                [self.program, configuration], last_signal=signal.SIGTERM, output=log, cwd=self.directory
            )

    def wait_until_ready(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        client = redis.Redis.from_url(self.url, socket_connect_timeout=1, socket_timeout=1)
        with client:
            while not _answers(client):
                ended = self.process is None or self.process.poll() is not None
                if ended or time.monotonic() > deadline:
                    raise Problem(f"Valkey did not start. Its last lines:\n{self.last_words()}")
                time.sleep(0.03)

    def stop(self, seconds: float = 5) -> None:
        if self.process is not None:
            processes.end(self.process, signal.SIGTERM, seconds)

    def has_died(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    def last_words(self) -> str:
        lines = self.log.read_text(errors="replace").splitlines() if self.log.exists() else []
        return "\n".join(f"  {line}" for line in lines[-6:])

    def _write_configuration(self) -> Path:
        settings = {
            "bind": "127.0.0.1",
            "port": str(self.port),
            "requirepass": self.password,
            "dir": f'"{self.directory}"',
            "appendonly": "yes" if self.durable else "no",
            "appendfsync": "everysec",
            "save": '""',
            "maxmemory-policy": "noeviction",
        }
        path = self.directory / "valkey.conf"
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as stream:
            stream.writelines(f"{name} {value}\n" for name, value in settings.items())
        return path


def _answers(client: redis.Redis) -> bool:
    try:
        return bool(client.ping())
    except redis.exceptions.AuthenticationError as error:
        raise Problem("Another server answers on Valkey's port. Start again.") from error
    except (redis.exceptions.ConnectionError, redis.exceptions.TimeoutError):
        return False  # not yet there, or still loading
