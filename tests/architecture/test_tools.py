"""The outside checkers, run as part of the suite so that one command says everything."""

import os
import secrets
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture import tree

BIN = Path(sys.executable).parent

pytestmark = pytest.mark.timeout(240)


def run(*command: str | Path, **environment: str) -> None:
    done = subprocess.run(
        command, cwd=tree.ROOT, capture_output=True, text=True, check=False, env={**os.environ, **environment}
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_ruff() -> None:
    run(BIN / "ruff", "check", "--quiet")


def test_format() -> None:
    run(BIN / "ruff", "format", "--check", "--quiet")


def test_types() -> None:
    run(BIN / "mypy", RN_ENV="local")


def test_templates() -> None:
    templates = [path for path in tree.files(".html") if path.startswith("templates/")]
    run(BIN / "djade", "--check", "--target-version", "5.2", *templates)


def test_production_settings_pass_djangos_checks() -> None:
    run(
        *(sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"),
        RN_ENV="production",
        RN_DB_ROLE="app",
        RN_ORIGINS="https://notes.example.org",
        SECRET_KEY=secrets.token_urlsafe(50),
        FIELD_KEY=secrets.token_urlsafe(50),
        EMAIL_URL="smtp+tls://name:word@mail.example.org:587",
    )
