"""What the application's database role may do: everything with rows, but on the ledger only add and read.

Run by the owner after every `migrate`, so a new table is never forgotten; repeating it changes nothing.
"""

import logging

from django.conf import settings
from django.db import connections
from django.db.backends.utils import CursorWrapper
from psycopg2 import sql

from ledger.models import AccessEntry, AuditEntry

log = logging.getLogger(__name__)

APPEND_ONLY = [AuditEntry._meta.db_table, AccessEntry._meta.db_table]


def keep_append_only(table: str) -> None:
    """An app above has such a table too: called where its models are read, before any migrate."""
    if table not in APPEND_ONLY:
        APPEND_ONLY.append(table)


# Which migrations ran is the owner's own book.
READ_ONLY = ["django_migrations"]

EVERY_TABLE = (
    "GRANT USAGE ON SCHEMA public TO {role}",
    "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}",
    "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}",
    # Between two runs of this step the owner may make tables; those work as well.
    "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {role}",
    "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {role}",
)


def grant_after_migrate(*, using: str, plan: object = None, **kwargs: object) -> None:
    """Receiver of `post_migrate`. Says why when there is nothing it can grant to."""
    if plan is None:  # `flush` empties tables; the rights on them stay as they are
        return
    role = settings.DATABASE_APP_ROLE
    with connections[using].cursor() as cursor:
        if _current_role(cursor) == role:
            log.info("One database role for all: no grants, the ledger's trigger alone protects it.")
        elif not _exists(cursor, role):
            log.warning("The database role %s does not exist: make it, then migrate again.", role)
        else:
            grant_to(cursor, role)


def grant_to(cursor: CursorWrapper, role: str) -> None:
    name = sql.Identifier(role)
    for statement in EVERY_TABLE:
        cursor.execute(sql.SQL(statement).format(role=name))
    for table in APPEND_ONLY:
        _revoke(cursor, "UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER", table, name)
    for table in READ_ONLY:
        _revoke(cursor, "INSERT, UPDATE, DELETE, TRUNCATE", table, name)


def _revoke(cursor: CursorWrapper, rights: str, table: str, role: sql.Identifier) -> None:
    statement = sql.SQL("REVOKE {rights} ON {table} FROM {role}")
    cursor.execute(statement.format(rights=sql.SQL(rights), table=sql.Identifier(table), role=role))


def _current_role(cursor: CursorWrapper) -> str:
    cursor.execute("SELECT current_user")
    return cursor.fetchone()[0]


def _exists(cursor: CursorWrapper, role: str) -> bool:
    cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
    return cursor.fetchone() is not None
