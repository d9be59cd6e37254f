"""People, meetings and a mail server for benchmarks/reminders.py."""

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path

from recovery_network.local.services import Services

ROOT = Path(__file__).resolve().parents[1]
GROUP_SIZE = 100
BEGAN = date(2026, 1, 1)


def compiled_sink(directory: Path) -> Path:
    """The mail server that counts. Without a compiler there is no sink fast enough, so we end."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None:
        raise SystemExit("This benchmark needs a C compiler: Debian: apt-get install gcc libc6-dev")
    target, source = directory / "smtp_sink", Path(__file__).with_name("smtp_sink.c")
    subprocess.run([compiler, "-O2", "-D_GNU_SOURCE", "-o", target, source], check=True)
    return target


class Sink:
    """One mail server and the log of what it took."""

    def __init__(self, program: Path, log: Path, delay_us: int = 0) -> None:
        self.log = log
        self._read = self._counted = 0
        log.touch()
        self.process = subprocess.Popen([program, log, str(delay_us)], stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        self.url = f"smtp://127.0.0.1:{int(self.process.stdout.readline())}"

    def count(self) -> int:
        """How many messages it took; reads only what is new, for it is asked again and again."""
        with self.log.open("rb") as file:
            file.seek(self._read)
            new = file.read()
        self._read += len(new)
        self._counted += new.count(b"\n")
        return self._counted

    def taken(self) -> dict[str, Counter[str]]:
        """For each address the Message-IDs it received, and how often."""
        found: dict[str, Counter[str]] = {}
        for line in self.log.read_text().splitlines():
            address, message_id = line.split(" ", 1)
            found.setdefault(address, Counter())[message_id] += 1
        return found

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()


@contextlib.contextmanager
def world() -> Iterator[tuple[Path, int]]:
    """Stores of our own, migrated, with this process's Django on them; fsync on, as in production.

    Gives the directory and the number of the PostgreSQL process.
    """
    directory = Path(tempfile.mkdtemp(prefix="reminders-benchmark-"))
    services = Services(directory)
    services.start()
    try:
        os.environ.update(services.environment())
        os.environ.update({"RN_ENV": "local", "RN_DB_ROLE": "owner", "RN_DATA_DIR": str(directory)})
        os.environ.update({"DJANGO_SETTINGS_MODULE": "recovery_network.settings", "LOG_LEVEL": "ERROR"})
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        assert services.postgres.process is not None
        yield directory, services.postgres.process.pid
    finally:
        services.stop()
        shutil.rmtree(directory, ignore_errors=True)


def sender_environment(sink: Sink) -> dict[str, str]:
    """What a sender or worker is started with: the application's own role, and mail to the sink."""
    return {**os.environ, "RN_DB_ROLE": "app", "EMAIL_URL": sink.url, "PYTHONPATH": str(ROOT)}


def loop_command(every: float) -> list[str]:
    return [sys.executable, str(ROOT / "manage.py"), "deliver_due", "--loop", "--every", str(every)]


def people(count: int) -> None:
    """So many people with an address, in groups of a hundred, each with one series of meetings."""
    from accounts.models import Centre, User
    from groups.models import Group, GroupRole, MeetingSeries

    zones = ("Asia/Dhaka", "Asia/Kolkata", "Asia/Karachi")
    users = User.objects.bulk_create(
        (
            User(sign_in_name=f"p{n}", email=f"p{n}@sink.example", time_zone=zones[n % 3], public_name="P")
            for n in range(count)
        ),
        batch_size=5000,
    )
    centre = Centre.objects.create(name="Benchmark", country="BD", time_zone=zones[0])
    groups = Group.objects.bulk_create(
        Group(centre=centre, name=f"Group {n}", time_zone=zones[0]) for n in range(-(-count // GROUP_SIZE))
    )
    GroupRole.objects.bulk_create(
        (GroupRole(user=u, group=groups[n // GROUP_SIZE], role="member") for n, u in enumerate(users)),
        batch_size=5000,
    )
    MeetingSeries.objects.bulk_create(
        MeetingSeries(group=g, time_zone=zones[0], local_start=time(20), start_date=BEGAN, weekdays=127)
        for g in groups
    )
    _analyze()


def meetings(starts_at: datetime) -> int:
    """Every group meets once at this moment; how many meetings."""
    from groups.models import MeetingSeries, Occurrence

    made = Occurrence.objects.bulk_create(
        Occurrence(
            series=series,
            group_id=series.group_id,
            local_date=starts_at.date(),
            starts_at=starts_at,
            ends_at=starts_at + timedelta(hours=1),
        )
        for series in MeetingSeries.objects.all()
    )
    _analyze()
    return len(made)


def _analyze() -> None:
    """As a running site has it from autovacuum; without it the planner of PostgreSQL guesses."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
