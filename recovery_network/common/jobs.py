"""Asking the worker to look now. A lost hint costs time, never a promise (trust.md R1 to R3)."""

import logging

from django.db import transaction

log = logging.getLogger(__name__)


def enqueue(name: str, *ids: int) -> None:
    """Send the task by name. When the broker is away the timetable does the work a little later."""
    from celery import current_app

    try:
        current_app.send_task(name, args=ids, expires=30, retry=False, ignore_result=True)
    except Exception as error:  # kombu wraps each transport's own errors
        log.warning("hint %s not sent: %s", name, type(error).__name__)


def enqueue_on_commit(name: str, *ids: int) -> None:
    """The same after the transaction is kept; nothing if it is not."""

    def send() -> None:
        enqueue(name, *ids)

    transaction.on_commit(send)
