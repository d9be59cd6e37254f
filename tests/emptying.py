"""Emptying the tables after a test that committed: those that hold rows, and no others.

Django's TRUNCATE of every table makes some hundred files anew each time: most of what such a test costs.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.db.backends.postgresql.operations import DatabaseOperations

_TRUNCATE_ALL = DatabaseOperations.sql_flush
# Foreign keys are looked at when the transaction ends, so the order does not matter.
GUARDED = """
    SELECT DISTINCT relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid WHERE NOT tgisinternal
"""


@contextmanager
def only_what_is_full() -> Iterator[None]:
    """For the tests of a session."""
    DatabaseOperations.sql_flush = _delete_rows
    try:
        yield
    finally:
        DatabaseOperations.sql_flush = _TRUNCATE_ALL


def _delete_rows(self: Any, style: Any, tables: list[str], **options: bool) -> list[str]:
    if options.get("reset_sequences") or not tables:
        return _TRUNCATE_ALL(self, style, tables, **options)
    guarded = set(_names(GUARDED))
    full = _names(
        " UNION ALL ".join(f"SELECT '{table}' WHERE EXISTS (SELECT FROM \"{table}\")" for table in tables)
    )
    # An append-only table refuses DELETE, even from its owner; what points to it is append-only as well.
    emptied = [f'TRUNCATE "{table}" CASCADE' for table in full if table in guarded]
    return emptied + [f'DELETE FROM "{table}"' for table in full if table not in guarded]


def _names(query: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return [name for (name,) in cursor.fetchall()]
