"""What every benchmark needs: stores of its own, a web process, a CPU meter, the machine's state."""

import contextlib
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))


def machine_state() -> str:
    """One line on where the figures come from, so that nobody reads them as promises."""
    model = next(
        (
            line.split(":")[1].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if "model name" in line
        ),
        "unknown processor",
    )
    load = "/".join(f"{value:.1f}" for value in os.getloadavg())
    kernel, python = os.uname().release, sys.version.split()[0]
    return f"{os.cpu_count()} cores of {model}, Linux {kernel}, Python {python}, load {load}"


@contextlib.contextmanager
def stores(*, durable: bool = True) -> Iterator["Stores"]:
    """PostgreSQL and Valkey in a temporary directory, migrated, and this process's Django on them."""
    from recovery_network.local.services import Services

    directory = Path(tempfile.mkdtemp(prefix="recovery-network-bench-"))
    services = Services(directory, durable=durable)
    services.start()
    try:
        yield Stores(directory, services)
    finally:
        services.stop()
        shutil.rmtree(directory, ignore_errors=True)


class Stores:
    """The running stores, and the environment that leads a Django process to them."""

    def __init__(self, directory: Path, services) -> None:
        self.directory = directory
        self.services = services
        self.environment = {
            "RN_ENV": "local",
            "RN_DATA_DIR": str(directory),
            "DJANGO_SETTINGS_MODULE": "recovery_network.settings",
            "PYTHONPATH": str(ROOT),
            "LOG_LEVEL": "WARNING",
            **services.environment(),
        }
        os.environ.update(self.environment, RN_DB_ROLE="owner")
        self._prepare()

    def _prepare(self) -> None:
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)

    @property
    def postgres_pid(self) -> int:
        return self.services.postgres.process.pid

    @property
    def valkey_pid(self) -> int:
        return self.services.valkey.process.pid


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Web:
    """One web process, started as the supervisor does; `application` may be another one."""

    def __init__(self, environment: dict[str, str], port: int = 0, application: str | None = None) -> None:
        self.port = port or free_port()
        self.environment = {**os.environ, **environment, "RN_DB_ROLE": "app"}
        self.application = application
        self.process: subprocess.Popen[bytes] | None = None
        self.log: Path | None = None

    def start(self, log: Path | None = None) -> "Web":
        from recovery_network.local.parts import web_command

        command = web_command(self.port)
        if self.application:
            command = [self.application if "asgi:application" in word else word for word in command]
        self.log = log
        output = log.open("ab") if log else None
        self.process = subprocess.Popen(command, env=self.environment, cwd=ROOT, stdout=output, stderr=output)
        return self

    def wait(self, seconds: float = 60) -> "Web":
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            with (
                contextlib.suppress(OSError),
                urllib.request.urlopen(self.url + "/healthz", timeout=5) as answer,
            ):
                if answer.status == 200:
                    return self
            if self.process.poll() is not None:
                raise SystemExit("The web process ended before it was ready.")
            time.sleep(0.1)
        raise SystemExit("The web process did not become ready.")

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(15)


def family(pid: int) -> list[int]:
    """The process and all that it has started."""
    pids = [pid]
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in task.read_text().split():
            pids += family(int(child))
    return pids


def cpu_seconds(pids: Iterable[int]) -> float:
    """Time on a processor so far, to the nanosecond, of all threads of these processes."""
    total = 0
    for pid in pids:
        for task in Path(f"/proc/{pid}/task").glob("*/schedstat"):
            with contextlib.suppress(OSError):
                total += int(task.read_text().split()[0])
    return total / 1e9


def compiled(name: str, directory: Path) -> Path:
    """A C program of this directory. Without a compiler there is no honest anchor, so we end."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None:
        raise SystemExit("This benchmark needs a C compiler: Debian: apt-get install gcc libc6-dev")
    target = directory / name
    source = Path(__file__).parent / f"{name}.c"
    subprocess.run([compiler, "-O2", "-D_GNU_SOURCE", "-o", target, source], check=True)
    return target


def median(values: list[float]) -> float:
    return statistics.median(values)
