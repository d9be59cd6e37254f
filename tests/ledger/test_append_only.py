"""The two database roles: what the application may do with rows, and never with the ledger's."""

import uuid
from contextlib import contextmanager

import pytest
from django.conf import settings
from django.core import checks
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from accounts.models import Centre
from ledger import grants
from ledger.models import AccessEntry, AuditEntry

pytestmark = pytest.mark.django_db
TABLES = [AuditEntry, AccessEntry]


@contextmanager
def as_role(role: str):
    """The rest of the test speaks as this role, until the block ends."""
    with connection.cursor() as cursor:
        cursor.execute(f'SET LOCAL ROLE "{role}"')
        yield cursor
        cursor.execute("RESET ROLE")


@contextmanager
def refused(words: str = "permission denied"):
    with pytest.raises(DatabaseError, match=words), transaction.atomic():
        yield


def add_rows() -> None:
    AuditEntry.objects.create(actor=uuid.uuid4(), verb="a.b", object_kind="x.y", object_id="1")
    AccessEntry.objects.create(actor=uuid.uuid4(), subject=uuid.uuid4(), role="manager", object_kind="x.y")


def counts() -> list[int]:
    """Migrations record what they brought, so the tables are not empty."""
    return [model.objects.count() for model in TABLES]


def test_the_two_roles_differ_here():
    assert settings.DATABASE_ROLES_DIFFER
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone()[0] != settings.DATABASE_APP_ROLE


def test_the_application_adds_and_reads():
    before = counts()
    with as_role(settings.DATABASE_APP_ROLE):
        add_rows()
        assert counts() == [number + 1 for number in before]


@pytest.mark.parametrize("model", TABLES)
def test_the_application_cannot_change_the_ledger(model):
    add_rows()
    table = model._meta.db_table
    with as_role(settings.DATABASE_APP_ROLE) as cursor:
        with refused():
            model.objects.update(role="x") if model is AccessEntry else model.objects.update(verb="x")
        with refused():
            model.objects.all().delete()
        with refused():
            cursor.execute(f"TRUNCATE {table}")
        with refused("must be owner"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER append_only")


@pytest.mark.parametrize("model", TABLES)
def test_the_owner_is_refused_too(model):
    add_rows()
    before = counts()
    with refused("the ledger only grows"):
        model.objects.all().delete()
    with refused("the ledger only grows"):
        model.objects.update(object_kind="z")
    assert counts() == before
    assert not model.objects.filter(object_kind="z").exists()


def test_the_application_works_with_other_tables_but_makes_none():
    with as_role(settings.DATABASE_APP_ROLE) as cursor:
        centre = Centre.objects.create(name="North House", country="BD", time_zone="Asia/Dhaka")
        Centre.objects.filter(pk=centre.pk).update(name="South House")
        centre.delete()
        with refused():
            cursor.execute("CREATE TABLE sneaky (id int)")
        with refused():
            cursor.execute("DELETE FROM django_migrations")


def test_a_table_made_later_can_be_used_before_the_next_migrate():
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE made_later (id bigserial, note text)")
    with as_role(settings.DATABASE_APP_ROLE) as cursor:
        cursor.execute("INSERT INTO made_later (note) VALUES ('x')")
        cursor.execute("DELETE FROM made_later")
        assert cursor.rowcount == 1


def test_granting_again_mends_and_changes_nothing_else():
    with connection.cursor() as cursor:
        cursor.execute(f"GRANT UPDATE ON ledger_auditentry TO {settings.DATABASE_APP_ROLE}")
        grants.grant_to(cursor, settings.DATABASE_APP_ROLE)
        grants.grant_to(cursor, settings.DATABASE_APP_ROLE)
    add_rows()
    with as_role(settings.DATABASE_APP_ROLE), refused():
        AuditEntry.objects.update(verb="x")


def test_one_role_for_all_is_said_and_not_an_error(settings, caplog):
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        settings.DATABASE_APP_ROLE = cursor.fetchone()[0]
    caplog.set_level("INFO", logger="ledger.grants")
    grants.grant_after_migrate(using="default", plan=[])
    assert "One database role for all" in caplog.text


def test_a_missing_role_is_named(settings, caplog):
    settings.DATABASE_APP_ROLE = "nobody_made_me"
    grants.grant_after_migrate(using="default", plan=[])
    assert "nobody_made_me does not exist" in caplog.text


def database_check() -> list[str]:
    found = checks.run_checks(tags=[checks.Tags.database], databases=["default"])
    return [message.id for message in found if message.id.startswith("ledger.")]


def test_the_check_is_silent_and_speaks_when_rights_return():
    with as_role(settings.DATABASE_APP_ROLE):
        assert database_check() == []
    with connection.cursor() as cursor:
        cursor.execute(f"GRANT DELETE ON ledger_accessentry TO {settings.DATABASE_APP_ROLE}")
    with as_role(settings.DATABASE_APP_ROLE):
        assert database_check() == ["ledger.E001"]


def test_rows_hold_numbers_only():
    """A foreign key upward would tie the ledger to people who may be erased."""
    for model in TABLES:
        assert not [f.name for f in model._meta.get_fields() if f.is_relation]


def test_entries_default_to_now():
    add_rows()
    assert abs((AuditEntry.objects.get(verb="a.b").at - timezone.now()).total_seconds()) < 5
