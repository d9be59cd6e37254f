"""The ledger refuses change from everybody, its owner included.

Rights alone would leave an install with a single database role without any protection, and an
owner's shell one slip away from losing history. TRUNCATE is not trapped: the application's role
has no right to it, and emptying a test database needs it. Whoever must remove rows (retention)
switches the trigger off by name, as a deed that cannot happen by accident.
"""

from django.db import migrations

REFUSE = """
CREATE FUNCTION ledger_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the ledger only grows: % on % refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END $$;
"""


def trigger(table: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change()",
        f"DROP TRIGGER append_only ON {table}",
    )


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]

    operations = [
        migrations.RunSQL(REFUSE, "DROP FUNCTION ledger_refuse_change()"),
        trigger("ledger_auditentry"),
        trigger("ledger_accessentry"),
    ]
