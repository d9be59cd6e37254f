"""Counted days, check-ins, goals, the toolbox and the ten questions."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import django.utils.timezone
import recovery_network.common.codes
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('groups', '0001_extensions'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CountedDays',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(default=recovery_network.common.codes.random_code, editable=False, max_length=22, unique=True)),
                ('name', models.CharField(max_length=60, verbose_name='name')),
                ('first_day', models.PositiveSmallIntegerField(choices=[(0, 'Day 0: a day counts when it is over'), (1, 'Day 1: the first day counts at once')], default=0)),
                ('missing', models.CharField(choices=[('before', 'The day before, such as 28 February'), ('after', 'The day after, such as 1 March')], default='before', max_length=6)),
                ('pack', models.CharField(choices=[('usual', '24 hours, 1 week, 30, 60 and 90 days, months, years'), ('monthly', '24 hours, each month, years'), ('yearly', 'Only years'), ('none', 'None')], default='usual', max_length=8)),
                ('on_today', models.BooleanField(default=False)),
                ('shows_count', models.BooleanField(default=True)),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['made_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Goal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(default=recovery_network.common.codes.random_code, editable=False, max_length=22, unique=True)),
                ('words', models.CharField(max_length=200)),
                ('until_on', models.DateField(blank=True, null=True)),
                ('state', models.CharField(choices=[('not_yet', 'Not yet'), ('doing', 'Doing'), ('done', 'Done'), ('changed', 'Changed')], default='not_yet', max_length=7)),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['made_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Sheet',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(default=recovery_network.common.codes.random_code, editable=False, max_length=22, unique=True)),
                ('kind', models.CharField(max_length=12)),
                ('name', models.CharField(blank=True, max_length=60)),
                ('answers', models.JSONField(default=dict)),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('changed_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['kind', '-changed_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Step',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('words', models.CharField(max_length=200)),
                ('state', models.CharField(choices=[('not_yet', 'Not yet'), ('doing', 'Doing'), ('done', 'Done'), ('changed', 'Changed')], default='not_yet', max_length=7)),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('goal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='journey.goal')),
            ],
            options={
                'ordering': ['made_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Supporter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(default=recovery_network.common.codes.random_code, editable=False, max_length=22, unique=True)),
                ('name', models.CharField(max_length=60)),
                ('ring', models.PositiveSmallIntegerField(choices=[(1, 'Close: I can call at any time'), (2, 'Near: I can ask for help'), (3, 'Around: good to meet')], default=2)),
                ('reach', models.CharField(blank=True, max_length=120)),
                ('gives', models.CharField(blank=True, max_length=200)),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['ring', 'made_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='CheckIn',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('local_date', models.DateField()),
                ('mood', models.PositiveSmallIntegerField(blank=True, choices=[(1, 'Very hard'), (2, 'Hard'), (3, 'So-so'), (4, 'Good'), (5, 'Very good')], null=True)),
                ('craving', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('sleep', models.PositiveSmallIntegerField(blank=True, choices=[(1, 'Badly'), (2, 'So-so'), (3, 'Well')], null=True)),
                ('line', models.CharField(blank=True, max_length=280)),
                ('changed_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-local_date'],
                'constraints': [models.UniqueConstraint(fields=('user', 'local_date'), name='one_check_in_a_day'), models.CheckConstraint(condition=models.Q(('craving', None), ('craving__lte', 10), _connector='OR'), name='craving_is_0_to_10'), models.CheckConstraint(condition=models.Q(('mood', None), ('mood__range', (1, 5)), _connector='OR'), name='mood_is_1_to_5')],
            },
        ),
        migrations.CreateModel(
            name='Measure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(default=recovery_network.common.codes.random_code, editable=False, max_length=22, unique=True)),
                ('taken_on', models.DateField()),
                ('taken_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('answers', django.contrib.postgres.fields.ArrayField(base_field=models.PositiveSmallIntegerField(), size=10)),
                ('total', models.PositiveSmallIntegerField()),
                ('language', models.CharField(max_length=8)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['taken_on', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('user', 'taken_on'), name='ten_questions_once_a_day'), models.CheckConstraint(condition=models.Q(('total__range', (10, 60))), name='sum_is_10_to_60'), models.CheckConstraint(condition=models.Q(('answers__len', 10)), name='ten_answers')],
            },
        ),
        migrations.CreateModel(
            name='Stretch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('began_on', models.DateField()),
                ('began_at', models.DateTimeField(blank=True, null=True)),
                ('ended_on', models.DateField(blank=True, null=True)),
                ('days', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='stretches', to='journey.counteddays')),
            ],
            options={
                'ordering': ['began_on'],
                'constraints': [models.CheckConstraint(condition=models.Q(('ended_on', None), ('ended_on__gt', models.F('began_on')), _connector='OR'), name='stretch_ends_after_start'), django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('days', '='), (models.Func('began_on', 'ended_on', models.Value('[)'), function='DATERANGE', output_field=django.contrib.postgres.fields.ranges.DateRangeField()), '&&')], name='no_day_counted_twice')],
            },
        ),
        migrations.CreateModel(
            name='Wave',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(default=recovery_network.common.codes.random_code, editable=False, max_length=22, unique=True)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('strength', models.PositiveSmallIntegerField()),
                ('after', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('around', models.CharField(blank=True, max_length=200)),
                ('helped', models.CharField(blank=True, max_length=200)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-at', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('strength__lte', 10)), name='strength_is_0_to_10'), models.CheckConstraint(condition=models.Q(('after', None), ('after__lte', 10), _connector='OR'), name='after_is_0_to_10')],
            },
        ),
    ]
