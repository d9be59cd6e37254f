"""What Django is told through its environment on a local install."""

import os
from pathlib import Path

from recovery_network.local.services import store_urls
from recovery_network.local.state import State

ROOT = Path(__file__).resolve().parents[2]


def data_directory(named: str | None) -> Path:
    """`--data`, else RN_DATA_DIR, else `var` in the clone."""
    return Path(named or os.environ.get("RN_DATA_DIR") or ROOT / "var").resolve()


def origins(port: int) -> list[str]:
    """The first one is the name people are given: passkeys need a name, not a number."""
    return [f"http://localhost:{port}", f"http://127.0.0.1:{port}"]


def for_django(data: Path, known: State, *, owner: bool = False) -> dict[str, str]:
    """The person's own environment with ours on top; one `DATABASE_URL` of theirs never mixes in."""
    ours = {
        "RN_ENV": "local",
        "RN_DATA_DIR": str(data),
        "RN_ORIGINS": ",".join(origins(known.web_port)),
        "RN_DB_ROLE": "owner" if owner else "app",
        "SECRET_KEY": known.secret_key,
        "FIELD_KEY": known.field_key,
        # A mail server of one's own may be named, to see real mail leave.
        "EMAIL_URL": os.environ.get("EMAIL_URL", f"file://{data / 'mail'}"),
        "DJANGO_SETTINGS_MODULE": "recovery_network.settings",
        "PYTHONPATH": str(ROOT),
        "PYTHONUNBUFFERED": "1",
        **store_urls(known),
    }
    theirs = {name: value for name, value in os.environ.items() if not name.endswith("_FILE")}
    theirs.pop("PYTHONDONTWRITEBYTECODE", None)  # it would make every start compile everything again
    return {**theirs, **ours}
