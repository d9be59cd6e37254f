"""The whole site as a person runs it: started, found running, hurt, ended, killed."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from recovery_network.local import processes
from recovery_network.local.environment import ROOT
from tests.local.watching import children_of, comes_true, linux_only, processes_naming

pytestmark = [linux_only, pytest.mark.timeout(180)]
START_SECONDS = 120


class Site:
    """One `up` in a process of its own."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.port = processes.free_port()
        self.output = data.parent / f"{data.name}.out"
        with self.output.open("wb") as output:
            self.process = subprocess.Popen(
                [*local("up"), "--port", str(self.port), "--data", str(data)],
                env=plain_environment(),
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        assert comes_true(self.ready_or_dead, START_SECONDS), self.said()
        assert self.process.poll() is None, self.said()

    def ready_or_dead(self) -> bool:
        return self.process.poll() is not None or "is ready" in self.said()

    def said(self) -> str:
        return self.output.read_text()

    def healthy(self) -> bool:
        try:
            with urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=5) as answer:
                return answer.status == 200
        except (URLError, OSError):
            return False

    def child(self, word: str) -> int:
        found = [pid for pid, line in children_of(self.process.pid).items() if word in line]
        return found[0] if found else 0

    def send(self, number: signal.Signals) -> float:
        """Seconds from the signal to the end of the supervisor."""
        began = time.monotonic()
        self.process.send_signal(number)
        self.process.wait(60)
        return time.monotonic() - began


def local(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "recovery_network.local", *arguments]


def plain_environment() -> dict[str, str]:
    """A shell's environment, without what this test run set for itself."""
    ours = re.compile(r"RN_|DATABASE_|REDIS_|PYTEST_|DJANGO_")
    kept = {name: value for name, value in os.environ.items() if not ours.match(name)}
    return {**kept, "PYTHONPATH": str(ROOT)}


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        local(*arguments), env=plain_environment(), capture_output=True, text=True, check=False, cwd=ROOT
    )


def manage(site_data: Path, *arguments: str) -> str:
    done = run("manage", "--data", str(site_data), *arguments)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


class Home:
    """One data directory for these tests: only its first start has to make everything."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self._site: Site | None = None

    def site(self) -> Site:
        """The site that runs there, started again when a test has ended it."""
        if self._site is None or self._site.process.poll() is not None:
            self._site = Site(self.data)
        return self._site

    def close(self) -> None:
        if self._site is not None and self._site.process.poll() is None:
            self._site.send(signal.SIGTERM)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    made = Home(tmp_path_factory.mktemp("site") / "var")
    yield made
    made.close()


@pytest.fixture
def site(home: Home) -> Site:
    return home.site()


def test_address_is_printed_and_answers(site: Site) -> None:
    assert f"ready: http://localhost:{site.port}\n" in site.said()
    assert site.healthy()


def test_second_instance_is_told_where_the_first_one_is(site: Site) -> None:
    done = run("up", "--data", str(site.data), "--port", str(processes.free_port()))
    assert done.returncode == 1
    assert f"already in use by Recovery Network at http://localhost:{site.port}" in done.stderr
    assert "Traceback" not in done.stderr


def test_commands_reach_the_running_database_as_the_application_role(site: Site) -> None:
    question = (
        "from django.db import connection as c; k = c.cursor();"
        "k.execute('SELECT current_user'); print(k.fetchone()[0])"
    )
    assert manage(site.data, "shell", "-v", "0", "-c", question).strip() == "rn_app"
    assert "[X] 0001_initial" in manage(site.data, "showmigrations", "accounts")


def test_exit_code_of_a_command_is_kept(site: Site) -> None:
    assert run("manage", "shell", "-c", "raise SystemExit(7)", "--data", str(site.data)).returncode == 7


def test_dead_web_process_starts_again(site: Site) -> None:
    before = site.child("uvicorn")
    os.kill(before, signal.SIGKILL)
    assert comes_true(lambda: site.child("uvicorn") not in {0, before} and site.healthy())
    assert "web ended (signal SIGKILL). It starts again in 0.5 s." in site.said()


def test_dead_valkey_starts_again(site: Site) -> None:
    before = site.child("valkey-server")
    os.kill(before, signal.SIGKILL)
    assert comes_true(lambda: site.child("valkey-server") not in {0, before} and site.healthy())


def test_dead_postgres_starts_again(site: Site) -> None:
    before = site.child("postgres")
    os.kill(before, signal.SIGQUIT)  # an immediate stop: recovery at the next start
    assert comes_true(lambda: site.child("postgres") not in {0, before} and site.healthy())


def test_end_is_quick_and_second_start_keeps_everything_even_after_kill(site: Site) -> None:
    data = site.data
    fields = "name='Kept', country='BD', time_zone='UTC'"
    make = f"from accounts.models import Centre; Centre.objects.create({fields})"
    manage(data, "shell", "-v", "0", "-c", make)
    assert site.send(signal.SIGINT) < 30  # about 1 s at rest; a part that hangs is killed after longer
    assert site.process.returncode == 0
    assert comes_true(lambda: not processes_naming(data), 1)

    second = Site(data)
    second.send(signal.SIGKILL)
    assert comes_true(lambda: not processes_naming(data), 5)
    assert comes_true(lambda: not children_of(second.process.pid), 5)

    count = "from accounts.models import Centre; print(Centre.objects.filter(name='Kept').count())"
    assert manage(data, "shell", "-v", "0", "-c", count).strip() == "1"  # starts the stores by itself
    assert comes_true(lambda: not processes_naming(data), 1)


def test_taken_port_is_named(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        done = run("up", "--data", str(tmp_path / "var"), "--port", str(port))
    assert done.returncode == 1
    assert f"Port {port} cannot be used" in done.stderr
    assert "--port" in done.stderr
    assert not (tmp_path / "var" / "postgres").exists()
