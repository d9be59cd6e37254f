"""One room in one process: reads what is new once, encodes it once, hands it to every socket."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

from django.utils import timezone

from chat.member import MOST_UNSENT, SLOW_READER, Member, Parcel
from chat.models import Seat
from chat.services import reading
from chat.services.apart import Unseen
from chat.services.reading import PAGE, Facts
from chat.wire import Row, encode, full, shown_to

log = logging.getLogger(__name__)

NO_SEAT = 4403
ROOM_GONE = 4410
RETRY_SECONDS = 1.0
ROOMY = MOST_UNSENT // 4
PAGE_CHARACTERS = ROOMY // 4  # a character takes four bytes at most
NOTHING = Parcel([])
NOBODY: frozenset[int] = frozenset()

InThread = Callable[..., Awaitable[Any]]


class LiveRoom:
    """`seq` is the number up to which all of `live` were served; `behind` are still catching up.

    All of it runs in the event loop, but the reading, which waits for PostgreSQL in a thread.
    """

    def __init__(self, room_id: int, in_thread: InThread) -> None:
        self.room_id = room_id
        self.seq = 0
        self.seats_version: int | None = None
        self.live: dict[Member, None] = {}
        self.behind: dict[Member, None] = {}
        self._count: int | None = None  # what was last told to all who are here
        self.unseen: Unseen = {}
        self._in_thread = in_thread
        self._news = asyncio.Event()
        self.task = asyncio.create_task(self._run(), name=f"room {room_id}")

    @property
    def is_empty(self) -> bool:
        return not self.live and not self.behind

    def members(self) -> list[Member]:
        return [*self.live, *self.behind]

    def add(self, member: Member) -> None:
        self.behind[member] = None
        self._count = None
        self.wake()

    def discard(self, member: Member) -> None:
        self.live.pop(member, None)
        self.behind.pop(member, None)

    def close(self, member: Member, code: int) -> None:
        """Out of the lists first: not one frame is written after the close."""
        self.discard(member)
        member.line.close(code)

    def tell_count(self, count: int) -> None:
        """How many are here, to those who are live; it has no number, since nobody needs the old ones."""
        if count == self._count:
            return
        self._count = count
        parcel = Parcel([encode({"kind": "here", "count": count})])
        for member in list(self.live):
            self._put(member, parcel)

    def wake(self) -> None:
        self._news.set()

    def compare(self, facts: Facts | None) -> None:
        """What a poll found: anything that was not delivered yet, or a change of who sits here?"""
        if facts is None or not facts.is_readable(timezone.now()):
            self._close_all(ROOM_GONE)
        elif facts.last_seq != self.seq or facts.seats_version != self.seats_version or self.behind:
            self.wake()

    async def _run(self) -> None:
        while True:
            await self._news.wait()
            self._news.clear()
            try:
                await self._catch_up()
                await self._deliver()
            except Exception as error:  # PostgreSQL away: the next poll wakes us again
                log.warning("room %s cannot be read: %s", self.room_id, type(error).__name__)
                await asyncio.sleep(RETRY_SECONDS)
                self.wake()

    async def _catch_up(self) -> None:
        """Bring those who came or came back to where the others are; one read for all of them."""
        joiners = list(self.behind)
        if not joiners:
            return
        facts, rows = await self._in_thread(reading.read_after, self.room_id, min(m.at for m in joiners))
        if facts is None or not facts.is_readable(timezone.now()):
            self._close_all(ROOM_GONE)
            return
        if not self.live:
            self.seq = facts.last_seq
        await self._check_seats(joiners)
        self._serve_joiners([m for m in joiners if m in self.behind], rows)

    def _serve_joiners(self, joiners: list[Member], rows: list[Row]) -> None:
        """A page to each who has taken the last one; who has not is asked again at the next poll."""
        moved = False
        for member in joiners:
            missed = [row for row in rows if member.at < row.seq <= self.seq]
            if missed and member.line.put(NOTHING) < ROOMY:
                page = _page(missed)
                member.line.put(_parcel(page, member.seat_id, member.is_host, self._unseen_by(member)))
                member.at, moved = page[-1].seq, True
            if member.at >= self.seq:
                del self.behind[member]
                self.live[member] = None
        if moved:
            self.wake()

    async def _deliver(self) -> None:
        """What is new since the last time, to all who are here."""
        if not self.live:
            return
        facts, rows = await self._in_thread(reading.read_after, self.room_id, self.seq)
        if facts is None or not facts.is_readable(timezone.now()):
            self._close_all(ROOM_GONE)
            return
        if facts.seats_version != self.seats_version:
            await self._check_seats(list(self.live))
            self.seats_version = facts.seats_version
        if rows:
            self._hand_out(rows)
            self.seq = rows[-1].seq
        if len(rows) == PAGE:
            self.wake()

    async def _check_seats(self, members: list[Member]) -> None:
        """Close those without a live seat; the others get the role they have now."""
        asked = list({m.seat_id for m in members})
        roles, self.unseen = await self._in_thread(reading.roles_and_unseen, self.room_id, asked)
        for member in members:
            role = roles.get(member.seat_id)
            if role is None:
                self.close(member, NO_SEAT)
            else:
                member.is_host = role == Seat.Role.HOST

    def _hand_out(self, rows: list[Row]) -> None:
        """One parcel for everybody; others only where an event is not for everybody."""
        authors = {row.seat_id for row in rows}
        apart = any(authors & seats for seats in self.unseen.values()) if self.unseen else False
        if not apart and all(row.audience == "all" for row in rows):
            parcel = Parcel([encode(full(row)) for row in rows])
            for member in list(self.live):
                self._put(member, parcel)
            return
        named = {seat for row in rows for seat in (row.seat_id, row.audience_seat_id)}
        parcels: dict[tuple[int, bool, frozenset[int]], Parcel] = {}
        for member in list(self.live):
            known_by = member.seat_id if member.seat_id in named else 0
            view = (known_by, member.is_host, self._unseen_by(member))
            if view not in parcels:
                parcels[view] = _parcel(rows, *view)
            self._put(member, parcels[view])

    def _unseen_by(self, member: Member) -> frozenset[int]:
        return NOBODY if member.is_host else self.unseen.get(member.seat_id, NOBODY)

    def _put(self, member: Member, parcel: Parcel) -> None:
        if member.line.put(parcel) > MOST_UNSENT:
            log.info("seat %s reads too slowly", member.seat_id)
            self.close(member, SLOW_READER)

    def _close_all(self, code: int) -> None:
        for member in self.members():
            self.close(member, code)


def _page(rows: list[Row]) -> list[Row]:
    """The first of them, as many as a socket may be given at once."""
    size = 0
    for number, row in enumerate(rows):
        size += len(row.text)
        if size > PAGE_CHARACTERS:
            return rows[: number + 1]
    return rows


def _parcel(rows: Iterable[Row], seat_id: int, is_host: bool, unseen: frozenset[int]) -> Parcel:
    return Parcel([encode(shown_to(row, seat_id, is_host, unseen)) for row in rows])
