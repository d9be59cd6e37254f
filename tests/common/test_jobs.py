"""Hints to the worker: sent after the commit, never in the way of a page."""

import contextlib
import socket
import time

import pytest
from celery import current_app
from django.db import transaction

from recovery_network.common import jobs


@pytest.fixture(autouse=True)
def nobody_is_quiet(monkeypatch):
    monkeypatch.setattr(jobs, "_quiet_until", 0.0)


@pytest.fixture
def broker(monkeypatch):
    """Points the hints at another broker."""

    def use(url):
        write = current_app.connection_for_write
        monkeypatch.setattr(current_app, "connection_for_write", lambda: write(url))

    return use


def test_a_hint_reaches_the_queue():
    with current_app.connection_for_write() as connection:
        queue = connection.SimpleQueue("celery")
        queue.clear()
        assert jobs.enqueue("notifications.tasks.deliver_due")
        message = queue.get(timeout=5)
        message.ack()
        queue.close()
    assert message.headers["task"] == "notifications.tasks.deliver_due"
    assert message.headers["expires"] is not None
    assert message.headers["eta"] is None


def test_a_broker_that_is_gone_costs_little_and_once(broker):
    broker("redis://127.0.0.1:1/0")
    began = time.monotonic()
    assert not jobs.enqueue("some.task")
    assert not jobs.enqueue("some.task")
    assert time.monotonic() - began < 3


def test_a_broker_that_hangs_costs_little_and_once(broker):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        broker(f"redis://127.0.0.1:{silent.getsockname()[1]}/0")
        began = time.monotonic()
        assert not jobs.enqueue("some.task")
        first = time.monotonic() - began
        assert first < 4
        for _ in range(100):
            assert not jobs.enqueue("some.task")
        assert time.monotonic() - began < first + 0.5


def test_nothing_is_sent_for_what_was_rolled_back(db, monkeypatch, django_capture_on_commit_callbacks):
    sent = []
    monkeypatch.setattr(jobs, "enqueue", lambda name, *ids: sent.append((name, ids)))
    with django_capture_on_commit_callbacks(execute=True):
        jobs.enqueue_on_commit("kept.task", 1)
        with contextlib.suppress(ZeroDivisionError), transaction.atomic():
            jobs.enqueue_on_commit("lost.task")
            raise ZeroDivisionError
        assert sent == []
    assert sent == [("kept.task", (1,))]


def test_a_hint_asked_for_often_is_sent_once(db, monkeypatch, django_capture_on_commit_callbacks):
    sent = []
    monkeypatch.setattr(jobs, "enqueue", lambda name, *ids: sent.append((name, ids)))
    with django_capture_on_commit_callbacks(execute=True):
        for number in (1, 1, 2, 1):
            jobs.enqueue_on_commit("some.task", number)
    assert sent == [("some.task", (1,)), ("some.task", (2,))]
