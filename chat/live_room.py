"""One room in one process: reads what is new once, encodes it once, hands it to every socket."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection, Iterable
from typing import Any

from django.utils import timezone

from chat.member import MOST_UNSENT, SLOW_READER, Member, Parcel
from chat.models import Seat
from chat.services import reactions, reading
from chat.services.apart import NOBODY, Hidden, Unseen
from chat.services.reading import PAGE, Facts
from chat.wire import Row, encode, full, shown_to

log = logging.getLogger(__name__)

NO_SEAT = 4403
ROOM_GONE = 4410
RETRY_SECONDS = 1.0
ROOMY = MOST_UNSENT // 4
PAGE_CHARACTERS = ROOMY // 4  # a character takes four bytes at most
NOTHING = Parcel([])

InThread = Callable[..., Awaitable[Any]]
Recounted = dict[Hidden, list[Row]]


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
        self._told: dict[Hidden, int] = {}  # how many are here, as it was last told
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
        self._told = {}
        self.wake()

    def discard(self, member: Member) -> None:
        self.live.pop(member, None)
        self.behind.pop(member, None)

    def close(self, member: Member, code: int) -> None:
        """Out of the lists first: not one frame is written after the close."""
        self.discard(member)
        member.line.close(code)

    def tell_count(self, count: int, here: Collection[int] = ()) -> None:
        """How many are here, to those who are live; it has no number, since nobody needs the old ones.
        Nobody counts those whom they shall not meet: `here` are the seats, where that matters."""
        views = {self._unseen_by(member) for member in self.live}
        counts = {view: count - len(view & set(here)) for view in views}
        parcels = {n: Parcel([encode({"kind": "here", "count": n})]) for n in counts.values()}
        before, self._told = self._told, counts
        for member in list(self.live):
            view = self._unseen_by(member)
            if before.get(view) != counts[view]:
                self._put(member, parcels[counts[view]])

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
        recounted = await self._recounted(rows, joiners)
        self._serve_joiners([m for m in joiners if m in self.behind], rows, recounted)

    def _serve_joiners(self, joiners: list[Member], rows: list[Row], recounted: Recounted) -> None:
        """A page to each who has taken the last one; who has not is asked again at the next poll."""
        moved = False
        for member in joiners:
            known = recounted.get(self._unseen_by(member), rows)
            missed = [row for row in known if member.at < row.seq <= self.seq]
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
            self._hand_out(rows, await self._recounted(rows, list(self.live)))
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

    async def _recounted(self, rows: list[Row], members: list[Member]) -> Recounted:
        """For those who shall not meet somebody, support without theirs. Nobody else costs anything."""
        views = {self._unseen_by(member) for member in members} - {NOBODY}
        if not any(row.kind == "reaction" for row in rows):
            return {}
        return {view: await self._in_thread(reactions.recounted, self.room_id, rows, view) for view in views}

    def _hand_out(self, rows: list[Row], recounted: Recounted | None = None) -> None:
        """One parcel for everybody; others only where an event is not for everybody."""
        if not self.unseen and all(row.audience == "all" for row in rows):
            parcel = Parcel([encode(full(row)) for row in rows])
            for member in list(self.live):
                self._put(member, parcel)
            return
        named = {seat for row in rows for seat in (row.seat_id, row.audience_seat_id)}
        parcels: dict[tuple[int, bool, Hidden], Parcel] = {}
        for member in list(self.live):
            known_by = member.seat_id if member.seat_id in named else 0
            view = (known_by, member.is_host, self._unseen_by(member))
            if view not in parcels:
                parcels[view] = _parcel((recounted or {}).get(view[2], rows), *view)
            self._put(member, parcels[view])

    def _unseen_by(self, member: Member) -> Hidden:
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


def _parcel(rows: Iterable[Row], seat_id: int, is_host: bool, unseen: Hidden) -> Parcel:
    return Parcel([encode(shown_to(row, seat_id, is_host, unseen)) for row in rows])
