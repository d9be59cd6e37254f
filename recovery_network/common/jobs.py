"""Asking the worker to look now. A lost hint costs time, never a promise."""

import logging
import time

from django.db import transaction
from kombu.pools import producers

log = logging.getLogger(__name__)

# A page must not wait for a broker that hangs: it asks once, briefly, and then not for a while.
_BRIEF = {
    "socket_timeout": 0.5,
    "socket_connect_timeout": 0.5,
    "max_retries": 1,
    "interval_start": 0,
    "interval_max": 0,
}
PAUSE_SECONDS = 10.0
_quiet_until = 0.0


def enqueue(name: str, *ids: int) -> bool:
    """Send the task by name. When the broker is away the timetable does the work a little later."""
    global _quiet_until
    if time.monotonic() < _quiet_until:
        return False
    try:
        _send(name, ids)
    except Exception as error:  # kombu wraps each transport's own errors
        _quiet_until = time.monotonic() + PAUSE_SECONDS
        log.warning("hint %s not sent: %s", name, type(error).__name__)
        return False
    return True


def _send(name: str, ids: tuple[int, ...]) -> None:
    from celery import current_app

    connection = current_app.connection_for_write()
    connection.transport_options = {**connection.transport_options, **_BRIEF}
    with producers[connection].acquire(block=True, timeout=1) as producer:
        current_app.send_task(name, args=ids, producer=producer, expires=30, retry=False, ignore_result=True)


def enqueue_on_commit(name: str, *ids: int) -> None:
    """The same after the transaction is kept, once however often it was asked; nothing if it is not."""

    def send() -> None:
        enqueue(name, *ids)

    send.hint = (name, ids)  # type: ignore[attr-defined]
    waiting = transaction.get_connection().run_on_commit
    if not any(getattr(entry[1], "hint", None) == (name, ids) for entry in waiting):
        transaction.on_commit(send)
