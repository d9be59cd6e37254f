"""The timetable's task: dates ahead, an audit of its run, and nothing twice."""

from datetime import timedelta

import pytest
import time_machine
from django.core.management import call_command

from groups.models import Occurrence
from groups.tasks import roll_forward
from notifications.models import JobRun
from tests.groups import factories
from tests.groups.factories import NOW

pytestmark = pytest.mark.django_db


def test_each_run_keeps_ten_weeks_ahead():
    series = factories.series(factories.group(factories.centre()))
    with time_machine.travel(NOW, tick=False):
        roll_forward()
        roll_forward()
    assert series.occurrences.count() == 11
    assert JobRun.objects.get(name="groups.roll_forward").counts == {"made": 0, "changed": 0}
    with time_machine.travel(NOW + timedelta(weeks=3), tick=False):
        roll_forward()
    last = Occurrence.objects.latest("starts_at")
    assert last.local_date == (NOW + timedelta(weeks=13)).date()


def test_the_command_says_what_it_made(capsys):
    factories.series(factories.group(factories.centre()))
    with time_machine.travel(NOW, tick=False):
        call_command("roll_forward")
    assert capsys.readouterr().out == "11 made, 0 changed\n"


def test_the_timetable_knows_the_task(settings):
    from recovery_network.celery import app

    app.loader.import_default_modules()
    assert settings.CELERY_BEAT_SCHEDULE["groups.roll_forward"]["task"] in app.tasks
