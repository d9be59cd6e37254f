"""The hub: one per process, begun by the first socket and ended by the last.

It follows one bell a room, polls all its rooms in one query besides, stamps who is present, and
asks now and then whether every session still stands. It decides nothing: rows do.
"""

import asyncio
import logging
import random
import weakref
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from time import monotonic
from typing import Any, TypeVar

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection
from django.utils import timezone

from chat.live_room import LiveRoom
from chat.member import Member
from chat.models.presence import STAMP_EVERY
from chat.services import access, care, doors, hosts, presence, reading, resting, turns
from chat.services.stream import PEOPLE, room_group
from recovery_network.common.realtime import Listener

log = logging.getLogger(__name__)

SIGNED_OUT = 4401
FLOOD = 1008
POLL_SECONDS = (1.0, 2.0)  # at random between: processes do not ask all at once
RECHECK_SECONDS = 25.0
TURN_SECONDS = 5.0
CHECK_SECONDS = 10.0
# After a start nobody is silent yet: those who were here first need time to come back.
SETTLE_SECONDS = 20.0

Found = TypeVar("Found")

# A few threads for the whole process: reading for one socket at a time would starve the pings.
THREADS = 4
_threads = ThreadPoolExecutor(THREADS, thread_name_prefix="hub")
_hubs: "weakref.WeakKeyDictionary[asyncio.AbstractEventLoop, Hub]" = weakref.WeakKeyDictionary()


def hub() -> "Hub":
    """The hub of this event loop; a web process has one loop."""
    loop = asyncio.get_running_loop()
    if loop not in _hubs:
        _hubs[loop] = Hub()
    return _hubs[loop]


async def in_thread(ask: Callable[..., Found], *args: Any) -> Found:
    return await asyncio.get_running_loop().run_in_executor(_threads, _with_connection, ask, *args)


def _with_connection(ask: Callable[..., Found], *args: Any) -> Found:
    """Django ends connections after a request; here there is none. A dead one is not kept."""
    try:
        return ask(*args)
    except (OperationalError, InterfaceError):
        connection.close()
        raise
    finally:
        if connection.close_at is not None and monotonic() >= connection.close_at:
            connection.close()


class Hub:
    """All methods but the ends of `in_thread` run in the event loop, so nothing here needs a lock."""

    def __init__(self) -> None:
        self.rooms: dict[int, LiveRoom] = {}
        self._sockets: Counter[int] = Counter()
        self._listener: Listener | None = None
        self._ticking: asyncio.Task[None] | None = None
        self._hurry = asyncio.Event()
        self._newcomers: set[int] = set()
        self._stamped = self._rechecked = self._turned = self._checked = 0.0

    def reserve(self, user_id: int) -> bool:
        """A place for one more socket of this person; `release` gives it back."""
        if self._sockets[user_id] >= settings.CHAT_SOCKETS_EACH:
            return False
        self._sockets[user_id] += 1
        return True

    def release(self, user_id: int) -> None:
        self._sockets[user_id] -= 1
        if self._sockets[user_id] <= 0:
            del self._sockets[user_id]

    def enter(self, member: Member) -> None:
        """From now on the member is brought up to date and kept so."""
        room = self.rooms.get(member.room_id)
        if room is None:
            room = self.rooms[member.room_id] = LiveRoom(member.room_id, in_thread)
            self._begin().follow(room_group(member.room_id))
        self._newcomers.add(member.seat_id)
        room.add(member)
        self._hurry.set()

    def leave(self, member: Member) -> None:
        room = self.rooms.get(member.room_id)
        if room is None:
            return
        room.discard(member)
        if room.is_empty:
            room.task.cancel()
            del self.rooms[member.room_id]
            if self._listener is not None:
                self._listener.forget(room_group(member.room_id))
        if not self.rooms:
            self._end()

    def _begin(self) -> Listener:
        if self._listener is None:
            self._listener = Listener(self._heard)
            self._listener.follow(PEOPLE)
            self._stamped = self._rechecked = self._checked = monotonic()
            self._turned = monotonic() + SETTLE_SECONDS
            self._ticking = asyncio.create_task(self._tick(self._listener), name="hub")
        return self._listener

    def _end(self) -> None:
        if self._ticking is not None:
            self._ticking.cancel()
            self._ticking = self._listener = None

    def _heard(self, bell: dict[str, Any]) -> None:
        if bell["type"] == "room.bell":
            if (room := self.rooms.get(bell["room"])) is not None:
                room.wake()
        elif bell["type"] == "access.ended":
            self._close_where(lambda m: _is_ended(m, bell), SIGNED_OUT)
        elif bell["type"] == "seat.flood":
            self._close_where(lambda m: m.seat_id == bell["seat"], FLOOD)

    def _close_where(self, chosen: Callable[[Member], bool], code: int) -> None:
        for room in self.rooms.values():
            for member in room.members():
                if chosen(member):
                    room.close(member, code)

    async def _tick(self, listener: Listener) -> None:
        """Every one to two seconds: mend the bell, poll, and what else is due."""
        try:
            while True:
                self._hurry.clear()
                await listener.mend()
                try:
                    await self._poll()
                    await self._stamp()
                    await self._move_turns()
                    await self._hand_on_checks()
                    await self._recheck()
                except Exception as error:  # PostgreSQL away: try again at the next tick
                    log.warning("hub cannot ask the database: %s", type(error).__name__)
                await self._pause()
        finally:
            await listener.close()

    async def _pause(self) -> None:
        """Until the next tick; a new socket makes it come sooner, but not at once for each of many."""
        await asyncio.sleep(0.05)
        try:
            await asyncio.wait_for(self._hurry.wait(), random.uniform(*POLL_SECONDS))  # noqa: S311
        except TimeoutError:
            return

    async def _poll(self) -> None:
        facts = await in_thread(reading.facts_of, list(self.rooms))
        for room_id, room in list(self.rooms.items()):
            if room_id in facts:
                room.compare(facts[room_id])

    async def _stamp(self) -> None:
        due = monotonic() - self._stamped >= STAMP_EVERY.total_seconds()
        seats = (
            {m.seat_id for room in self.rooms.values() for m in room.members()} if due else self._newcomers
        )
        if due:
            self._stamped = monotonic()
        self._newcomers = set()
        if seats:
            await in_thread(presence.stamp, seats, timezone.now())
            await in_thread(doors.look_at_doors, seats, timezone.now())
        if due:
            await self._tell_who_is_here()
            await in_thread(hosts.watch, list(self.rooms), timezone.now())

    async def _tell_who_is_here(self) -> None:
        counts = await in_thread(presence.counts_here, list(self.rooms), timezone.now())
        kept_apart = [room_id for room_id, room in self.rooms.items() if room.unseen]
        here = await in_thread(presence.seats_here, kept_apart, timezone.now()) if kept_apart else {}
        for room_id, room in self.rooms.items():
            room.tell_count(counts.get(room_id, 0), here.get(room_id, set()))

    async def _move_turns(self) -> None:
        """One question for all rooms: is anybody's turn lost, or found again?"""
        if monotonic() - self._turned < TURN_SECONDS:
            return
        self._turned = monotonic()
        await in_thread(turns.move_due, list(self.rooms), timezone.now())

    async def _hand_on_checks(self) -> None:
        """For the whole site: does somebody wait for help that nobody has taken, did a limit begin?"""
        if monotonic() - self._checked < CHECK_SECONDS:
            return
        self._checked = monotonic()
        await in_thread(care.hand_on, timezone.now())
        await in_thread(resting.catch_up, timezone.now())

    async def _recheck(self) -> None:
        if monotonic() - self._rechecked < RECHECK_SECONDS:
            return
        self._rechecked = monotonic()
        held = {m.entry for room in self.rooms.values() for m in room.members()}
        ended = await in_thread(access.ended_passes, held, timezone.now())
        if ended:
            self._close_where(lambda m: m.entry in ended, SIGNED_OUT)


def _is_ended(member: Member, bell: dict[str, Any]) -> bool:
    """All of a person's sockets, or those of the one session that ended."""
    return member.entry.user_id == bell["user"] and bell["session"] in ("", member.session)
