"""Of the workers of one run the first migrates its database; each other one begins with a copy of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

LOCK = 20_260_101  # any number that nobody else uses


@contextmanager
def turn() -> Iterator[Any]:
    """One worker at a time. The lock ends with the session, however that ends."""
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        yield cursor


def name_of(run: str) -> str:
    return f"rn_migrated_{run[:16]}"


def is_there(cursor: Any, name: str) -> bool:
    cursor.execute("SELECT FROM pg_database WHERE datname = %s", [name])
    return cursor.fetchone() is not None


def begin_with_copy(cursor: Any, name: str) -> None:
    """Migrations run all the same, and find nothing to do."""
    if is_there(cursor, name):
        connection.settings_dict["TEST"]["TEMPLATE"] = name


def keep_copy(cursor: Any, name: str) -> None:
    if not is_there(cursor, name):
        source = connection.settings_dict["NAME"]
        connection.close()  # nobody may be in a database that is copied
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{source}"')


def drop(name: str) -> None:
    """On servers that outlive the run. Whoever comes later migrates."""
    with turn() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
