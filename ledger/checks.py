"""Is the ledger append-only in the database that is really used? (`manage.py check --database default`)"""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import connections

from ledger.grants import APPEND_ONLY

MAY_CHANGE = """
SELECT c.relname FROM pg_class c
WHERE c.relname = ANY(%s) AND c.relkind = 'r'
  AND (has_table_privilege(c.oid, 'UPDATE') OR has_table_privilege(c.oid, 'DELETE'))
  AND pg_get_userbyid(c.relowner) <> current_user
"""
WHO_AM_I = "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"


@register(Tags.database)
def ledger_is_append_only(databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    found: list[CheckMessage] = []
    for alias in databases or ():
        with connections[alias].cursor() as cursor:
            cursor.execute(MAY_CHANGE, [APPEND_ONLY])
            found += [_may_change(table) for (table,) in cursor.fetchall()]
            cursor.execute(WHO_AM_I)
            if cursor.fetchone()[0]:
                found.append(
                    Warning(
                        "The database role is a superuser or bypasses row security.",
                        hint="Use an ordinary role in DATABASE_URL.",
                        id="ledger.W001",
                    )
                )
    return found


def _may_change(table: str) -> Error:
    return Error(
        f"The application's role may change {table}.",
        hint="Run `migrate` as the owner (RN_DB_ROLE=owner): it takes these rights away.",
        id="ledger.E001",
    )
