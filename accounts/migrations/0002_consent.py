"""The consent ledger: two tables that only grow, kept so by the ledger's own trigger."""

import django.contrib.postgres.fields
import django.db.models.deletion
import recovery_network.common.codes
from django.db import migrations, models


def append_only(table: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change()",
        f"DROP TRIGGER append_only ON {table}",
    )


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_room_choices'),
        ('ledger', '0002_append_only'),
    ]

    operations = [
        migrations.CreateModel(
            name='Grant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(default=recovery_network.common.codes.random_code, editable=False, max_length=22, unique=True)),
                ('owner', models.UUIDField(db_index=True)),
                ('reader', models.UUIDField(db_index=True)),
                ('relation', models.CharField(max_length=30)),
                ('items', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), size=None)),
                ('text_version', models.CharField(max_length=20)),
                ('language', models.CharField(max_length=8)),
                ('starts_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('made_at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='grant_ends_after_start'), models.CheckConstraint(condition=models.Q(('owner', models.F('reader')), _negated=True), name='nobody_grants_to_themselves'), models.CheckConstraint(condition=models.Q(('items__len__gt', 0)), name='grant_of_something')],
            },
        ),
        migrations.CreateModel(
            name='Revocation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('grant', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='revocation', to='accounts.grant')),
            ],
        ),
        append_only('accounts_grant'),
        append_only('accounts_revocation'),
    ]
