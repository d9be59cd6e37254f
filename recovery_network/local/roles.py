"""The two database roles: one owns the tables, the other only works in them.

`rn_owner` runs migrations. `rn_app` is what web, worker and beat are: it reads and writes rows and
cannot change a table; a migration of `ledger` takes UPDATE and DELETE away from it there.
"""

from psycopg2 import sql
from psycopg2.extensions import connection

from recovery_network.local.postgres import Postgres

OWNER, APP, DATABASE = "rn_owner", "rn_app", "recovery_network"

PRIVILEGES = f"""
ALTER DEFAULT PRIVILEGES FOR ROLE {OWNER} GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {APP};
ALTER DEFAULT PRIVILEGES FOR ROLE {OWNER} GRANT USAGE, SELECT ON SEQUENCES TO {APP};
"""


def ensure(server: Postgres, *, owner_password: str, app_password: str, testing: bool) -> None:
    """Make roles and database where they are missing; safe to repeat after an interrupted start."""
    with_tests = "CREATEDB" if testing else "NOCREATEDB"
    session = server.connect("postgres")
    try:
        _ensure_role(session, OWNER, owner_password, with_tests)
        _ensure_role(session, APP, app_password, "NOCREATEDB")
        if testing:  # so that a test may SET ROLE
            _run(session, f"GRANT {APP} TO {OWNER}")
        _grant_in_template(server)
        if not _exists(session, "pg_database", "datname", DATABASE):
            _run(session, f"CREATE DATABASE {DATABASE} OWNER {OWNER}")
    finally:
        session.close()


def _grant_in_template(server: Postgres) -> None:
    """Databases made later, test databases among them, inherit the grants of template1."""
    template = server.connect("template1")
    try:
        _run(template, PRIVILEGES)
    finally:
        template.close()


def _ensure_role(session: connection, name: str, password: str, createdb: str) -> None:
    verb = "ALTER" if _exists(session, "pg_roles", "rolname", name) else "CREATE"
    options = f"LOGIN NOSUPERUSER NOCREATEROLE NOBYPASSRLS {createdb}"
    with session.cursor() as cursor:
        statement = sql.SQL(f"{verb} ROLE {{}} {options} PASSWORD {{}}")
        cursor.execute(statement.format(sql.Identifier(name), sql.Literal(password)))


def _exists(session: connection, table: str, column: str, value: str) -> bool:
    with session.cursor() as cursor:
        cursor.execute(
            sql.SQL("SELECT 1 FROM {} WHERE {} = %s").format(sql.Identifier(table), sql.Identifier(column)),
            [value],
        )
        return cursor.fetchone() is not None


def _run(session: connection, statement: str) -> None:
    with session.cursor() as cursor:
        cursor.execute(statement)
