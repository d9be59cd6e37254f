"""One read for everybody, the same bytes for all, and nobody waits for a slow reader."""

import asyncio
from datetime import UTC, datetime

import pytest

from chat import live_room
from chat.live_room import LiveRoom
from chat.member import MOST_UNSENT, Member, Parcel, Pass, PlainLine
from chat.services import reading
from chat.services.reading import Facts
from chat.wire import Row

NOW = datetime(2026, 11, 22, 19, 31, tzinfo=UTC)


def row(seq: int, **changes) -> Row:
    known = Row(seq, "message", None, 1, "all", None, None, f"line {seq}", {}, NOW, "seatcode", "Slow River")
    return known._replace(**changes)


class Line:
    """Remembers what it was given; `unsent` is what the reader has not taken."""

    def __init__(self) -> None:
        self.parcels: list[Parcel] = []
        self.unsent = 0
        self.code: int | None = None

    def put(self, parcel: Parcel) -> int:
        assert self.code is None, "written after the close"
        self.parcels.append(parcel)
        return self.unsent

    def close(self, code: int) -> None:
        self.code = code

    @property
    def texts(self) -> list[str]:
        return [text for parcel in self.parcels for text in parcel.texts]


class Stored:
    """A room's rows without a database; counts how often they are read."""

    def __init__(self, rows: list[Row]) -> None:
        self.rows = rows
        self.reads = 0
        self.version = 0
        self.ended: set[int] = set()
        self.unseen: dict[int, frozenset[int]] = {}

    async def in_thread(self, ask, *args):
        await asyncio.sleep(0)
        if ask is reading.roles_and_unseen:
            return {seat: "member" for seat in args[1] if seat not in self.ended}, self.unseen
        self.reads += 1
        _room, after = args
        last = self.rows[-1].seq if self.rows else 0
        found = [one for one in self.rows if one.seq > after][: live_room.PAGE]
        return Facts(last, self.version, "open", None), found


def member(seat_id: int = 1, at: int = 0) -> Member:
    entry = Pass(seat_id, "session", "hash")
    return Member(room_id=1, seat_id=seat_id, is_host=False, entry=entry, session="s", at=at, line=Line())


@pytest.fixture
async def stored():
    return Stored([row(n) for n in range(1, 4)])


@pytest.fixture
async def room(stored):
    running = LiveRoom(1, stored.in_thread)
    yield running
    running.task.cancel()


async def settle() -> None:
    for _n in range(60):
        await asyncio.sleep(0)


async def test_one_read_and_the_same_bytes_for_all(room, stored):
    members = [member(n, at=3) for n in range(1, 101)]
    for one in members:
        room.add(one)
    await settle()
    stored.reads = 0
    stored.rows += [row(4), row(5)]
    room.wake()
    await settle()
    assert stored.reads == 1
    parcels = [one.line.parcels[-1] for one in members]
    assert len({id(parcel) for parcel in parcels}) == 1
    assert parcels[0].frames is parcels[0].frames
    assert len(parcels[0].texts) == 2


async def test_a_slow_reader_is_dropped_and_the_others_go_on(room, stored):
    slow, quick = member(1, at=3), member(2, at=3)
    room.add(slow)
    room.add(quick)
    await settle()
    slow.line.unsent = MOST_UNSENT + 1
    stored.rows.append(row(4))
    room.wake()
    await settle()
    stored.rows.append(row(5))
    room.wake()
    await settle()
    assert slow.line.code == 1013
    assert quick.line.code is None
    assert len(quick.line.texts) == 2


async def test_those_who_join_meanwhile_miss_nothing(room, stored):
    first = member(1, at=3)
    room.add(first)
    await settle()
    late = member(2, at=1)
    room.add(late)
    stored.rows.append(row(4))
    room.wake()
    await settle()
    assert [text[:8] for text in late.line.texts] == ['{"seq":2', '{"seq":3', '{"seq":4']
    assert [text[:8] for text in first.line.texts] == ['{"seq":4']


async def test_nothing_is_written_after_a_seat_has_ended(room, stored):
    gone, stays = member(1, at=3), member(2, at=3)
    for one in (gone, stays):
        room.add(one)
    await settle()
    stored.ended, stored.version = {1}, 1
    stored.rows.append(row(4))
    room.wake()
    await settle()
    assert gone.line.code == 4403
    assert gone.line.texts == []
    assert len(stays.line.texts) == 1


async def test_a_number_from_the_future_does_not_stop_the_present(room, stored):
    lost = member(1, at=10_000)
    room.add(lost)
    await settle()
    stored.rows.append(row(4))
    room.wake()
    await settle()
    assert len(lost.line.texts) == 1


async def test_the_plain_line_keeps_order_and_counts_what_is_unsent():
    taken, may_send = [], asyncio.Event()

    async def send(text):
        await may_send.wait()
        taken.append(text)

    async def close(code):
        taken.append(code)

    line = PlainLine(send, close)
    assert line.put(Parcel(["ab", "c"])) == 3
    assert line.put(Parcel(["d"])) == 4
    may_send.set()
    await settle()
    assert line.put(Parcel(["e"])) == 1
    line.close(1013)
    await settle()
    assert taken == ["ab", "c", "d", 1013]


async def test_the_plain_line_ends_quietly_when_the_browser_has_gone():
    async def send(text):
        raise ConnectionResetError

    line = PlainLine(send, send)
    line.put(Parcel(["a"]))
    await settle()
    assert line._task.done()
    assert line._task.exception() is None


async def test_who_catches_up_slowly_gets_the_next_page_when_the_last_is_taken(room, stored, monkeypatch):
    monkeypatch.setattr(live_room, "PAGE_CHARACTERS", 10)
    slow = member(1, at=0)
    room.add(slow)
    slow.line.unsent = live_room.ROOMY
    await settle()
    assert slow.line.texts == []
    slow.line.unsent = 0
    room.compare(Facts(3, 0, "open", None))
    await settle()
    assert [text[:8] for text in slow.line.texts] == ['{"seq":1', '{"seq":2', '{"seq":3']
    assert max(len(parcel.texts) for parcel in slow.line.parcels) == 2
