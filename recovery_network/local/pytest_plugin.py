"""Gives every test run its own PostgreSQL and Valkey, before Django reads its settings.

Where `DATABASE_OWNER_URL` and `REDIS_URL` are set already, those are used: a run's databases and
keys are named after the checkout, so several checkouts can share one pair of servers.
"""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest

from recovery_network.local.services import Services

_running: tuple[Services, Path] | None = None


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Iterator[None]:
    """pytest-django reads the settings in this hook, so everything must stand before it."""
    here = hashlib.sha256(str(early_config.rootpath).encode()).hexdigest()[:8]
    if "PYTEST_XDIST_WORKER" not in os.environ:
        _provide_stores(here)
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    os.environ["RN_REDIS_PREFIX"] = f"test-{here}-{worker}"
    # `cache.clear()` empties a whole numbered store: each worker has one of its own.
    number = 1 + int(worker.removeprefix("gw")) % 15 if worker.startswith("gw") else 0
    store = urlsplit(os.environ["REDIS_URL"])
    os.environ["REDIS_URL"] = urlunsplit(store._replace(path=f"/{number}"))
    return (yield)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Tests marked `full` are left out unless `run.py test --full` asked for them."""
    if os.environ.get("RN_FULL") == "1":
        return
    left_out = [item for item in items if item.get_closest_marker("full")]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


def pytest_unconfigure(config: pytest.Config) -> None:
    global _running
    if _running is not None:
        services, directory = _running
        _running = None
        services.stop()
        shutil.rmtree(directory, ignore_errors=True)


def _provide_stores(here: str) -> None:
    global _running
    os.environ["RN_ENV"] = "test"
    os.environ["RN_DB_ROLE"] = "owner"
    if "DATABASE_OWNER_URL" in os.environ and "REDIS_URL" in os.environ:
        for name in ("DATABASE_URL", "DATABASE_OWNER_URL"):
            os.environ[name] = _own_database(os.environ.get(name, os.environ["DATABASE_OWNER_URL"]), here)
        return
    directory = Path(tempfile.mkdtemp(prefix="recovery-network-test-"))
    services = Services(directory, durable=False, testing=True)
    _running = services, directory
    services.start()
    os.environ.update(services.environment())
    os.environ["RN_DATA_DIR"] = str(directory)


def _own_database(url: str, here: str) -> str:
    parts = urlsplit(url)
    return urlunsplit(parts._replace(path=f"/rn_{here}"))
