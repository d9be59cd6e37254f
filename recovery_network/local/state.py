"""What one data directory remembers between starts: secrets, ports, what was already done."""

import json
import os
import secrets
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path

from recovery_network.local.problems import Problem

FILE = "state.json"


def _secret() -> str:
    return secrets.token_urlsafe(32)


@dataclass
class State:
    """Secrets are made once; ports are chosen anew at every start."""

    secret_key: str = field(default_factory=lambda: secrets.token_urlsafe(50))
    field_key: str = field(default_factory=lambda: secrets.token_urlsafe(50))
    superuser_password: str = field(default_factory=_secret)
    owner_password: str = field(default_factory=_secret)
    app_password: str = field(default_factory=_secret)
    valkey_password: str = field(default_factory=_secret)
    postgres_port: int = 0
    valkey_port: int = 0
    web_port: int = 8000
    cluster: str = ""
    demo_seeded: bool = False
    static_digest: str = ""


def prepare(data: Path) -> None:
    """Make the data directory, closed to everybody else."""
    try:
        data.mkdir(parents=True, exist_ok=True)
        data.chmod(0o700)
        (data / "log").mkdir(exist_ok=True)
        (data / "mail").mkdir(exist_ok=True)
    except OSError as error:
        raise Problem(
            f"Cannot write in {data}: {error.strerror}. Choose another place with --data DIR."
        ) from error


def load(data: Path) -> State:
    path = data / FILE
    if not path.exists():
        return State()
    known = {item.name for item in fields(State)}
    try:
        stored = json.loads(path.read_text())
    except ValueError as error:
        raise Problem(
            f"{path} is damaged. Restore it from a copy, or start with another --data DIR."
        ) from error
    return State(**{name: value for name, value in stored.items() if name in known})


def save(data: Path, state: State) -> None:
    """Replace the file in one step, readable by its owner only."""
    fresh = data / f"{FILE}.new"
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as stream:
        json.dump(asdict(state), stream, indent=1)
        stream.flush()
        os.fsync(stream.fileno())
    fresh.replace(data / FILE)
