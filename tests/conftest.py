"""What every test may use."""

import os
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone, translation
from hypothesis import settings

from tests import copying
from tests.emptying import only_what_is_full

# A gate must say the same twice; everywhere else each run looks at new examples. None is timed.
settings.register_profile("ours", deadline=None)
settings.register_profile("gate", deadline=None, derandomize=True)
settings.load_profile("gate" if os.environ.get("CI") else "ours")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Several workers: what shares one running site stays together."""
    from tests.scheduling import Together

    return Together(config, log) if config.getvalue("dist") in {"load", "loadgroup"} else None


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings: None, django_db_blocker: Any
) -> tuple[ExitStack, Any, str]:
    """The turn of this worker to migrate; `django_db_setup` ends it."""
    turn, run = ExitStack(), os.environ.get("PYTEST_XDIST_TESTRUNUID", "")
    if not run:
        return turn, None, ""
    with django_db_blocker.unblock():
        cursor = turn.enter_context(copying.turn())
        copying.begin_with_copy(cursor, name := copying.name_of(run))
    return turn, cursor, name


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_setup: None, django_db_modify_db_settings: Any, django_db_blocker: Any
) -> Iterator[None]:
    """Tables are emptied quickly; at the end PostgreSQL need not wait for sleeping sessions of threads."""
    turn, cursor, name = django_db_modify_db_settings
    with turn, django_db_blocker.unblock():
        if name:
            copying.keep_copy(cursor, name)
    with only_what_is_full():
        yield
    others = "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    with django_db_blocker.unblock():
        if name:
            copying.drop(name)
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT pg_terminate_backend(pid) {others} AND usename = current_user")


@pytest.fixture(autouse=True)
def own_language_and_zone() -> Iterator[None]:
    """A request leaves its language and zone active in the thread: the next test must not inherit them."""
    yield
    translation.deactivate()
    timezone.deactivate()
