"""The two stores: made, kept, closed to others, and gone when their parent is gone."""

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg2
import pytest
import redis

from recovery_network.local import identity, lock, postgres, state
from recovery_network.local.problems import Problem
from recovery_network.local.services import Services
from tests.local.watching import comes_true, linux_only, listening, processes_naming


@pytest.fixture(scope="module")
def services(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    with Services(tmp_path_factory.mktemp("stores"), durable=False, testing=True) as running:
        yield running


def ask(url: str, statement: str) -> list[tuple]:
    session = psycopg2.connect(url)
    try:
        with session, session.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchall() if cursor.description else []
    finally:
        session.close()


def test_application_role_reads_and_writes_but_cannot_change_tables(services: Services) -> None:
    urls = services.environment()
    ask(urls["DATABASE_OWNER_URL"], "CREATE TABLE note (id serial, word text)")
    ask(urls["DATABASE_URL"], "INSERT INTO note (word) VALUES ('kept')")
    assert ask(urls["DATABASE_URL"], "SELECT word FROM note") == [("kept",)]
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        ask(urls["DATABASE_URL"], "DROP TABLE note")
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        ask(urls["DATABASE_URL"], "CREATE TABLE other (id int)")


def test_roles_are_no_superusers(services: Services) -> None:
    rows = ask(
        services.environment()["DATABASE_URL"],
        "SELECT rolname, rolsuper, rolbypassrls, rolcreaterole FROM pg_roles WHERE rolname LIKE 'rn\\_%'",
    )
    assert sorted(rows) == [("rn_app", False, False, False), ("rn_owner", False, False, False)]


def test_wrong_passwords_are_refused(services: Services) -> None:
    urls = services.environment()
    with pytest.raises(psycopg2.OperationalError, match="password authentication failed"):
        ask(urls["DATABASE_URL"].replace(services.state.app_password, "guess"), "SELECT 1")
    stranger = redis.Redis.from_url(f"redis://127.0.0.1:{services.valkey.port}/0")
    with pytest.raises(redis.exceptions.AuthenticationError):
        stranger.ping()


def test_secrets_are_readable_by_their_owner_only(services: Services) -> None:
    for name in (state.FILE, "valkey/valkey.conf"):
        assert (services.data / name).stat().st_mode & 0o077 == 0
    assert services.data.stat().st_mode & 0o077 == 0


def test_needed_extensions_can_be_made_by_the_owner(services: Services) -> None:
    for name in ("pg_trgm", "btree_gist", "unaccent", "citext"):
        ask(services.environment()["DATABASE_OWNER_URL"], f"CREATE EXTENSION IF NOT EXISTS {name}")


def test_second_start_keeps_rows(tmp_path: Path) -> None:
    with Services(tmp_path) as first:
        ask(first.environment()["DATABASE_OWNER_URL"], "CREATE TABLE kept AS SELECT 41 + 1 AS answer")
    with Services(tmp_path) as second:
        assert ask(second.environment()["DATABASE_URL"], "SELECT answer FROM kept") == [(42,)]


def test_interrupted_creation_leaves_nothing_in_the_way(tmp_path: Path) -> None:
    half = tmp_path / "postgres.new"
    half.mkdir()
    (half / "PG_VERSION").write_text("18\n")
    with Services(tmp_path, durable=False) as services:
        assert ask(services.environment()["DATABASE_URL"], "SELECT 1") == [(1,)]


def test_pid_file_of_a_stranger_is_removed(tmp_path: Path) -> None:
    with Services(tmp_path, durable=False):
        pass
    (tmp_path / "postgres" / "postmaster.pid").write_text(f"{os.getpid()}\n")
    with Services(tmp_path, durable=False) as services:
        assert ask(services.environment()["DATABASE_URL"], "SELECT 1") == [(1,)]


def test_data_of_another_major_is_named(tmp_path: Path) -> None:
    cluster = tmp_path / "postgres"
    cluster.mkdir()
    (cluster / "PG_VERSION").write_text("12\n")
    with pytest.raises(Problem, match="written by PostgreSQL 12; this is PostgreSQL"):
        Services(tmp_path).start()


def test_lost_passwords_are_named(tmp_path: Path) -> None:
    with Services(tmp_path, durable=False):
        pass
    (tmp_path / state.FILE).unlink()
    with pytest.raises(Problem, match=r"state\.json do not fit"):
        Services(tmp_path, durable=False).start()


def test_data_directory_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Problem, match=r"Cannot write in .*--data DIR"):
        Services(tmp_path / "file" / "data")


@pytest.fixture
def within_reach() -> Iterator[Path]:
    """pytest's own directories are closed to other accounts."""
    with tempfile.TemporaryDirectory() as directory:
        Path(directory).chmod(0o755)
        yield Path(directory)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has to become somebody else")
def test_root_without_user_namespaces_runs_it_as_another_account(
    within_reach: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(identity, "namespaces_work", lambda uid, gid: False)
    monkeypatch.setattr(postgres, "OUTSIDE_HOME", within_reach / "outside")
    with Services(within_reach / "closed", durable=False) as services:
        process = services.postgres.process
        assert process is not None
        assert Path(f"/proc/{process.pid}").stat().st_uid == services.postgres.identity.uid != 0
        assert services.postgres.cluster.is_relative_to(within_reach / "outside")
        assert ask(services.environment()["DATABASE_URL"], "SELECT 1") == [(1,)]


@linux_only
def test_nothing_outlives_a_killed_parent(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "recovery_network.local.services", "--data", tmp_path]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        lines = [parent.stdout.readline() for _ in range(3)]
        assert all(line.startswith("export ") for line in lines)
        known = state.load(tmp_path)
        assert listening(known.postgres_port)
        assert listening(known.valkey_port)
        parent.send_signal(signal.SIGKILL)
    assert comes_true(lambda: not listening(known.postgres_port) and not listening(known.valkey_port))
    assert comes_true(lambda: not processes_naming(tmp_path))


def test_second_holder_is_told_who_is_first(tmp_path: Path) -> None:
    with lock.held(tmp_path, "the site at http://localhost:8000"):
        second = lock.held(tmp_path, "second")
        with pytest.raises(Problem, match=r"the site at http://localhost:8000 \(process \d+\)"), second:
            pytest.fail("two supervisors in one directory")
        assert "http://localhost:8000" in lock.holder_of(tmp_path)
    assert lock.holder_of(tmp_path) == ""
