"""The doorbell: tells every web process that there is something new. It carries no text.

PostgreSQL is the truth and every hub also polls, so a bell that is not heard costs at most two
seconds. One background event loop per process serves all WSGI threads: a connection of its own
for each message would be the dearest part of a write.
"""

import asyncio
import atexit
import contextlib
import logging
import threading
import weakref
from collections.abc import Callable
from concurrent.futures import Future, wait
from typing import Any

from channels.layers import get_channel_layer
from django.db import transaction

log = logging.getLogger(__name__)

PATIENCE = 2.0  # seconds for any one thing asked of Redis

_lock = threading.Lock()
_loop: asyncio.AbstractEventLoop | None = None
_listeners: "weakref.WeakSet[Listener]" = weakref.WeakSet()
_unsent: set[Future[None]] = set()


def _background_loop() -> asyncio.AbstractEventLoop:
    global _loop
    with _lock:
        if _loop is None or _loop.is_closed():
            _loop = asyncio.new_event_loop()
            threading.Thread(target=_loop.run_forever, name="doorbell", daemon=True).start()
        return _loop


async def _send(group: str, message: dict[str, Any]) -> None:
    try:
        await asyncio.wait_for(get_channel_layer().group_send(group, message), timeout=PATIENCE)
    except Exception as error:  # Redis away: the other processes poll
        log.warning("doorbell heard in this process only: %s", type(error).__name__)
        _ring_here(group, message)


def _ring_here(group: str, message: dict[str, Any]) -> None:
    """What needs no Redis: whoever listens in the process that rings."""
    for listener in list(_listeners):
        listener.hear(group, message)


def ring(group: str, kind: str, **ids: str | int) -> None:
    """Send `{"type": kind, **ids}` to a group without waiting for it."""
    sent = asyncio.run_coroutine_threadsafe(_send(group, {"type": kind, **ids}), _background_loop())
    _unsent.add(sent)
    sent.add_done_callback(_unsent.discard)


@atexit.register
def _ring_out() -> None:
    """A command that ends right after its commit must not take its bells with it."""
    wait(list(_unsent), PATIENCE)


def publish_on_commit(group: str, kind: str, **ids: str | int) -> None:
    """Ring after the transaction is kept; ids only, never text."""

    def send() -> None:
        ring(group, kind, **ids)

    transaction.on_commit(send)


class Listener:
    """Hears the bells of the groups it follows, in the event loop it was made in.

    It may be deaf while Redis is away; `follow` is then tried again by `mend`, which its owner calls
    from time to time. Whoever listens must also poll.
    """

    def __init__(self, heard: Callable[[dict[str, Any]], None]) -> None:
        self._heard = heard
        self._loop = asyncio.get_running_loop()
        self._layer = get_channel_layer()
        self._channel: str | None = None
        self._wanted: set[str] = set()
        self._followed: set[str] = set()
        self._receiving: asyncio.Task[None] | None = None
        self._deaf = False
        _listeners.add(self)

    def hear(self, group: str, message: dict[str, Any]) -> None:
        """A bell that came without Redis; called from any thread."""
        if group in self._wanted and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._heard, message)

    def follow(self, group: str) -> None:
        """Hear this group from the next `mend` on."""
        self._wanted.add(group)

    def forget(self, group: str) -> None:
        self._wanted.discard(group)

    async def mend(self) -> None:
        """Make what is followed equal to what is wanted, as far as Redis answers."""
        try:
            if self._wanted:
                await self._open()
            for group in self._wanted - self._followed:
                await self._ask("group_add", group)
                self._followed.add(group)
            for group in self._followed - self._wanted:
                await self._ask("group_discard", group)
                self._followed.discard(group)
        except Exception as error:  # Redis away: the owner polls, and mends again
            if not self._deaf:
                log.warning("doorbell cannot be heard: %s", type(error).__name__)
            self._deaf = True
        else:
            self._deaf = False

    async def close(self) -> None:
        """Stop hearing, and tell Redis so: a group that nobody discards stays subscribed for good."""
        self._wanted.clear()
        await self.mend()
        if self._receiving is not None:
            self._receiving.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._receiving

    async def _open(self) -> None:
        if self._channel is None:
            channel: str = await asyncio.wait_for(self._layer.new_channel(), PATIENCE)
            self._channel = channel
            self._receiving = asyncio.create_task(self._receive(channel))

    async def _ask(self, verb: str, group: str) -> None:
        await asyncio.wait_for(getattr(self._layer, verb)(group, self._channel), PATIENCE)

    async def _receive(self, channel: str) -> None:
        while True:
            self._heard(await self._layer.receive(channel))
