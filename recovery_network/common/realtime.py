"""The doorbell: tells every web process that a room has something new. It carries no text.

PostgreSQL is the truth and every hub also polls, so a bell that is not heard costs at most two
seconds. One background event loop per process serves all WSGI threads: a connection of its own
for each message would be the dearest part of a write (trust.md C5, settled "Doorbell").
"""

import asyncio
import logging
import threading

from channels.layers import get_channel_layer
from django.db import transaction

log = logging.getLogger(__name__)

_lock = threading.Lock()
_loop: asyncio.AbstractEventLoop | None = None


def _background_loop() -> asyncio.AbstractEventLoop:
    global _loop
    with _lock:
        if _loop is None or _loop.is_closed():
            _loop = asyncio.new_event_loop()
            threading.Thread(target=_loop.run_forever, name="doorbell", daemon=True).start()
        return _loop


async def _send(group: str, message: dict) -> None:
    try:
        await asyncio.wait_for(get_channel_layer().group_send(group, message), timeout=2)
    except Exception as error:  # Redis away: the hubs poll
        log.warning("doorbell not heard: %s", type(error).__name__)


def ring(group: str, kind: str, **ids: str | int) -> None:
    """Send `{"type": kind, **ids}` to a group without waiting for it."""
    asyncio.run_coroutine_threadsafe(_send(group, {"type": kind, **ids}), _background_loop())


def publish_on_commit(group: str, kind: str, **ids: str | int) -> None:
    """Ring after the transaction is kept; ids only, never text (trust.md P13)."""

    def send() -> None:
        ring(group, kind, **ids)

    transaction.on_commit(send)
