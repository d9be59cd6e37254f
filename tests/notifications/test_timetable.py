"""Beat, tasks, the loop without Celery, and a web process that helps out when all are silent."""

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta

import pytest
from celery import current_app
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from notifications import kinds, tasks
from notifications.models import Delivery, JobRun, Notice
from notifications.services import health, sending
from notifications.services.deliveries import promise
from notifications.services.planning import plan
from notifications.signals import planning
from notifications.smtp import Outcome, Verdict


@pytest.fixture(autouse=True)
def data_dir(settings, tmp_path):
    settings.DATA_DIR = tmp_path


@pytest.fixture
def waiting(user, make_promise, kind):
    """A notice that should have come ten minutes ago."""
    due = {
        "due_at": timezone.now() - timedelta(minutes=10),
        "expires_at": timezone.now() + timedelta(hours=1),
    }
    promise([make_promise(user, channel="in_app", **due)], now=timezone.now())


def test_every_entry_names_a_task_and_an_interval():
    # The tests' plugin imports the package before Django's settings are named, so ask by name.
    current_app.autodiscover_tasks([config.name for config in apps.get_app_configs()], force=True)
    for entry in settings.CELERY_BEAT_SCHEDULE.values():
        assert entry["task"] in current_app.tasks
        assert isinstance(entry["schedule"], float)
        assert entry["options"]["expires"] == entry["schedule"]
        assert "args" not in entry
        assert "kwargs" not in entry


def test_the_tasks_do_the_work(waiting):
    tasks.deliver_due()
    assert Notice.objects.count() == 1
    tasks.beat()
    tasks.plan()
    assert set(JobRun.objects.values_list("name", flat=True)) == {
        "beat",
        "notifications.deliver_due",
        "notifications.plan",
    }


def test_a_round_that_ran_out_of_time_asks_for_another(db, monkeypatch):
    asked = []
    monkeypatch.setattr(tasks, "enqueue", asked.append)
    monkeypatch.setattr(tasks.sending, "deliver_due", lambda: {"more": 1})
    tasks.deliver_due()
    assert asked == [tasks.LOOK_NOW]


def test_planning_asks_every_app(db, now):
    def one(sender, now, **kwargs):
        return 3

    def another(sender, now, **kwargs):
        return None

    planning.connect(one)
    planning.connect(another)
    assert plan(now=now) >= 3
    assert JobRun.objects.get(name="notifications.plan").counts["changed"] >= 3


def test_one_round_by_hand(waiting, capsys):
    call_command("deliver_due")
    assert "on the site 1" in capsys.readouterr().out


@pytest.mark.django_db(transaction=True)
def test_the_loop_needs_no_broker_and_ends_when_told(user, make_promise, kind, tmp_path):
    """Against the same database, with a broker address where nobody listens."""
    from django.db import connection

    database = connection.settings_dict
    environment = {
        **os.environ,
        "DATABASE_OWNER_URL": "postgresql://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format(**database),
        "REDIS_URL": "redis://127.0.0.1:1/0",
        "RN_DATA_DIR": str(tmp_path),
    }
    command = [sys.executable, "manage.py", "deliver_due", "--loop", "--every", "0.1"]
    with subprocess.Popen(command, cwd=settings.BASE_DIR, env=environment, stdout=subprocess.PIPE) as loop:
        try:
            kinds.KINDS[kind.name] = kind
            due = {"due_at": timezone.now(), "expires_at": timezone.now() + timedelta(hours=1)}
            promise([make_promise(user, channel="in_app", **due)], now=timezone.now())
            for _ in range(200):
                if Notice.objects.exists():
                    break
                time.sleep(0.1)
            loop.send_signal(signal.SIGTERM)
            assert loop.wait(timeout=10) == 0
        finally:
            loop.kill()
    assert Notice.objects.count() == 1


def test_a_process_asked_to_end_gives_the_rest_back(user, make_promise, kind, now):
    kinds.KINDS[kind.name] = kinds.Kind(kind.name, "x", "x", mail="notifications/note")
    type(user).objects.update(email="p@x.example")
    promise([make_promise(user, f"k{n}") for n in range(5)], now=now)

    class Way:
        def __init__(self):
            self.seen = 0

        def send(self, batch, watch, go_on):
            for message in batch:
                if not go_on():
                    return
                self.seen += 1
                watch.begin(message.id)
                watch.accepted(message.id)
                if self.seen == 2:
                    sending.stopping.set()
                yield Outcome(message.id, Verdict.ACCEPTED)

        def close(self):
            pass

    try:
        sending.deliver_due(clock=lambda: now, way_out=Way())
    finally:
        sending.stopping.clear()
    rows = sorted(Delivery.objects.values_list("state", "attempts", "reason"))
    assert rows == [("due", 0, "")] * 3 + [("sent", 1, "")] * 2


def test_health_is_good_when_nothing_waits(db):
    answer = Client().get("/healthz")
    assert (answer.status_code, answer.json()["deliveries"]) == (200, True)


@pytest.mark.parametrize(
    ("late", "helped", "healthy"), [(59, False, True), (61, True, True), (301, True, False)]
)
def test_health_falls_and_the_web_process_helps(user, make_promise, now, monkeypatch, late, helped, healthy):
    calls = []
    monkeypatch.setattr(health, "help_out", lambda: calls.append(1))
    promise([make_promise(user)], now=now)
    assert health.is_on_time(now + timedelta(seconds=late)) is healthy
    assert bool(calls) is helped


@pytest.mark.django_db(transaction=True)
def test_the_web_process_sends_when_nobody_else_does(waiting):
    assert Client().get("/healthz").status_code == 503
    for _ in range(100):
        if Notice.objects.exists() and not health._helping.locked():
            break
        time.sleep(0.05)
    assert Client().get("/healthz").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_only_one_thread_helps_at_a_time(monkeypatch):
    monkeypatch.setattr(health.sending, "deliver_due", lambda: time.sleep(0.3))
    first = health.help_out()
    assert health.help_out() is None
    first.join()
    second = health.help_out()
    assert second is not None
    second.join()
