"""The PostgreSQL that belongs to one data directory."""

import os
import re
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

import psycopg2
from psycopg2.extensions import connection

from recovery_network.local import binaries, processes
from recovery_network.local.identity import Identity
from recovery_network.local.problems import Problem

SUPERUSER = "postgres"
START_SECONDS = 120  # a crash recovery may take a while
OUTSIDE_HOME = Path("/var/lib/recovery-network")

# Nothing of a test database outlives the run, so nothing has to survive a power cut.
THROWAWAY = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off")


class Postgres:
    """One cluster: made when missing, started, asked whether it is ready, stopped."""

    def __init__(self, data: Path, *, cluster: str, password: str, identity: Identity, durable: bool) -> None:
        self.data = data
        self.identity = identity
        self.password = password
        self.durable = durable
        self.log = data / "log" / "postgres.log"
        self.programs = binaries.postgres_bin()
        self.cluster = Path(cluster) if cluster else data / "postgres"
        self.port = 0
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Begin to start; `wait_until_ready` ends it."""
        if self.identity.kind == "other":
            self._move_within_reach()
        if (self.cluster / "PG_VERSION").exists():
            self._check_major()
        else:
            self._initialise()
        self._give_files_to_identity()
        self._remove_stale_pid_file()
        self.port = self.port or processes.free_port()
        with self.log.open("wb") as log:
            self.process = processes.spawn(
                [self.programs / "postgres", "-D", self.cluster, *self._settings()],
                env=self._environment(),
                identity=self.identity,
                # A fast shutdown: sessions end at once, the data is left clean.
                last_signal=signal.SIGINT,
                output=log,
                cwd="/",
            )

    def wait_until_ready(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                self.connect("postgres").close()
                return
            except psycopg2.OperationalError as error:
                self._give_up_if_hopeless(error, deadline)
            time.sleep(0.03)

    def connect(self, database: str) -> connection:
        """As the superuser, which nothing but this package ever uses."""
        session = psycopg2.connect(
            host="127.0.0.1",
            port=self.port,
            user=SUPERUSER,
            password=self.password,
            dbname=database,
            connect_timeout=5,
        )
        session.autocommit = True
        return session

    def stop(self, seconds: float = 10) -> None:
        if self.process is not None:
            processes.end(self.process, signal.SIGINT, seconds)

    def has_died(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    def last_words(self) -> str:
        lines = self.log.read_text(errors="replace").splitlines() if self.log.exists() else []
        return "\n".join(f"  {line}" for line in lines[-6:])

    def _give_up_if_hopeless(self, error: psycopg2.OperationalError, deadline: float) -> None:
        if "password authentication failed" in str(error):
            raise Problem(
                f"The passwords in {self.data / 'state.json'} do not fit the database in {self.cluster}."
            ) from error
        ended = self.process is None or self.process.poll() is not None
        if ended or time.monotonic() > deadline:
            raise Problem(f"PostgreSQL did not start. Its last lines:\n{self.last_words()}") from error

    def _settings(self) -> list[str]:
        chosen = [
            "listen_addresses=127.0.0.1",
            f"port={self.port}",
            "unix_socket_directories=",  # a socket's path may be too long here; TCP never is
            "max_connections=200",
            "timezone=UTC",
            "log_timezone=UTC",
            "jit=off",
        ]
        if not self.durable:
            chosen += THROWAWAY
        return [part for setting in chosen for part in ("-c", setting)]

    def _check_major(self) -> None:
        stored = int((self.cluster / "PG_VERSION").read_text().strip() or 0)
        running = binaries.postgres_major(self.programs)
        if stored != running:
            raise Problem(
                f"The data in {self.cluster} was written by PostgreSQL {stored}; this is PostgreSQL"
                f" {running}. Use another --data DIR, or name the bin directory of PostgreSQL {stored}"
                " in RN_POSTGRES_BIN."
            )

    def _initialise(self) -> None:
        """Into a directory beside the final one, so that an interrupted start leaves no half cluster."""
        fresh = self.cluster.with_name(self.cluster.name + ".new")
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(parents=True, mode=0o700)
        owner = self.identity.owner_of_files()
        os.chown(fresh, owner, -1)
        with tempfile.NamedTemporaryFile("w", dir=fresh.parent) as password:
            password.write(self.password)
            password.flush()
            os.chown(password.name, owner, -1)
            self._run_initdb(fresh, password.name)
        fresh.rename(self.cluster)

    def _run_initdb(self, directory: Path, password_file: str) -> None:
        command: list[str | Path] = [
            self.programs / "initdb",
            "-D",
            directory,
            "-U",
            SUPERUSER,
            f"--pwfile={password_file}",
        ]
        command += ["--auth=scram-sha-256", "--encoding=UTF8", *self._locale()]
        if not self.durable:
            command.append("--no-sync")
        with self.log.open("wb") as log:
            done = processes.spawn(
                command, env=self._environment(), identity=self.identity, output=log, cwd="/"
            )
        if done.wait() != 0:
            raise Problem(f"The database could not be made. Last lines:\n{self.last_words()}")

    def _locale(self) -> list[str]:
        if binaries.postgres_major(self.programs) >= 17:
            return ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
        return ["--locale=C.UTF-8"]

    def _environment(self) -> dict[str, str]:
        """Nothing of ours: no PGDATA, no PGHOST, no locale of the person's shell."""
        return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}

    def _give_files_to_identity(self) -> None:
        owner = self.identity.owner_of_files()
        if self.cluster.stat().st_uid != owner:
            for path in [self.cluster, *self.cluster.rglob("*")]:
                os.chown(path, owner, -1, follow_symlinks=False)
        self.cluster.chmod(0o700)

    def _remove_stale_pid_file(self) -> None:
        """After a crash of the machine the number in the file may belong to a stranger.

        We hold the lock of the data directory, so at most a dying server of our own is there.
        """
        pid_file = self.cluster / "postmaster.pid"
        deadline = time.monotonic() + 15
        while pid_file.exists():
            pid = int(pid_file.read_text().split("\n", 1)[0].strip() or 0)
            if not _is_postgres(pid):
                pid_file.unlink(missing_ok=True)
            elif time.monotonic() > deadline:
                raise Problem(f"A PostgreSQL (process {pid}) still uses {self.cluster}. End it first.")
            time.sleep(0.05)

    def _move_within_reach(self) -> None:
        """The account that runs PostgreSQL must reach programs and data; a home is often closed to it."""
        if not _reachable(self.programs, self.identity.uid):
            self.programs = _copy_programs(self.programs)
        if not _reachable(self.cluster.parent, self.identity.uid):
            name = re.sub(r"\W+", "-", str(self.data)).strip("-")
            # A new place each time: the directory of a deleted data directory may still be there.
            elsewhere = OUTSIDE_HOME / f"{name}-{secrets.token_hex(4)}" / "postgres"
            elsewhere.parent.mkdir(parents=True, exist_ok=True)
            if self.cluster.exists():
                shutil.move(self.cluster, elsewhere)
            self.cluster = elsewhere


def _is_postgres(pid: int) -> bool:
    """Is that process alive and a PostgreSQL? Where it cannot be told, alive is enough."""
    if pid <= 0:
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    name = Path(f"/proc/{pid}/comm")
    return not Path("/proc/self").exists() or (name.exists() and "postgres" in name.read_text())


def _reachable(path: Path, uid: int) -> bool:
    """May that account walk down to the directory?"""
    for directory in [path, *path.parents]:
        if not directory.exists():
            continue
        facts = directory.stat()
        needed = 0o100 if facts.st_uid == uid else 0o001
        if not facts.st_mode & needed:
            return False
    return True


def _copy_programs(programs: Path) -> Path:
    """The wheel's libraries lie beside the package, so the shape of the folders is kept."""
    package = programs.parent.parent
    target = OUTSIDE_HOME / "programs"
    target.mkdir(parents=True, exist_ok=True)
    for source in [package, package.with_name(package.name + ".libs")]:
        if source.exists():
            shutil.copytree(source, target / source.name, dirs_exist_ok=True)
    for path in [target, *target.rglob("*")]:
        path.chmod(path.stat().st_mode | (0o555 if path.is_dir() else 0o444))
    return target / programs.relative_to(package.parent)
