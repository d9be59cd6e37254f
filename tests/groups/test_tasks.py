"""The timetable's task: dates ahead, an audit of its run, and nothing twice."""

from datetime import timedelta

import pytest
import time_machine
from django.core.management import call_command

from groups import tasks
from groups.models import Occurrence
from groups.services import follow, rolling
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
    assert JobRun.objects.get(name="groups.roll_forward").counts == {"made": 0, "changed": 0, "after": 0}
    with time_machine.travel(NOW + timedelta(weeks=3), tick=False):
        roll_forward()
    last = Occurrence.objects.latest("starts_at")
    assert last.local_date == (NOW + timedelta(weeks=13)).date()


@pytest.fixture
def three(monkeypatch):
    """Three series in slices of one, and the slices that were looked at, in order."""
    group = factories.group(factories.centre())
    made = [factories.series(group, name=name) for name in ("Dawn", "Noon", "Dusk")]
    looked: list[int] = []
    real = follow.rebuild

    def rebuild(ids, now):
        looked.extend(ids)
        return real(ids, now)

    monkeypatch.setattr(follow, "rebuild", rebuild)
    monkeypatch.setattr(rolling, "SLICE", 1)
    return made, looked


def counts() -> dict[str, int]:
    return JobRun.objects.get(name="groups.roll_forward").counts


def test_a_run_ends_by_its_deadline_and_the_next_goes_on(three):
    made, looked = three
    for number, each in enumerate(made, 1):
        assert rolling.roll_forward(NOW, seconds=0)["after"] == each.pk
        assert counts() == {"made": 11 * number, "changed": 0, "after": each.pk}
    assert rolling.roll_forward(NOW, seconds=0)["after"] == 0
    assert looked == [each.pk for each in made]
    assert rolling.roll_forward(NOW) == {"made": 0, "changed": 0, "after": 0}
    assert looked == [each.pk for each in made] * 2


def test_a_run_that_is_killed_keeps_what_it_did(three, monkeypatch):
    made, looked = three
    real = follow.rebuild

    def rebuild(ids, now):
        if ids == [made[1].pk] and looked.count(made[1].pk) == 0:
            looked.extend(ids)
            raise MemoryError
        return real(ids, now)

    monkeypatch.setattr(follow, "rebuild", rebuild)
    with pytest.raises(MemoryError):
        rolling.roll_forward(NOW)
    assert [each.occurrences.count() for each in made] == [11, 0, 0]
    assert counts() == {"made": 11, "changed": 0, "after": made[0].pk}
    assert rolling.roll_forward(NOW)["made"] == 33
    assert looked == [made[0].pk, made[1].pk, made[1].pk, made[2].pk]


def test_the_task_asks_for_another_run_while_there_is_more(three, monkeypatch):
    hints: list[str] = []
    monkeypatch.setattr(tasks, "enqueue", hints.append)
    monkeypatch.setattr(rolling.roll_forward, "__kwdefaults__", {"seconds": 0})
    for _run in range(4):
        roll_forward()
    assert hints == ["groups.tasks.roll_forward"] * 3


def test_the_command_says_what_it_made(capsys):
    factories.series(factories.group(factories.centre()))
    with time_machine.travel(NOW, tick=False):
        call_command("roll_forward")
    assert capsys.readouterr().out == "11 made, 0 changed\n"


def test_the_timetable_knows_the_task(settings):
    from recovery_network.celery import app

    app.loader.import_default_modules()
    assert settings.CELERY_BEAT_SCHEDULE["groups.roll_forward"]["task"] in app.tasks
