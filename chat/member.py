"""One open socket of a room, as its hub sees it: where it stands and how to write to it."""

import asyncio
import contextlib
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, NamedTuple, Protocol

from chat.wire import frame

MOST_UNSENT = 1024 * 1024  # a reader who is further behind is dropped, and resumes by number
SLOW_READER = 1013


class Pass(NamedTuple):
    """What a socket was let in with; services.access asks whether it still stands."""

    user_id: int
    session_key: str
    auth_hash: str


class Parcel:
    """The same events for many sockets: encoded once, framed once, and only as they are needed."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.texts = texts
        self._frames: bytes | None = None

    @property
    def frames(self) -> bytes:
        if self._frames is None:
            self._frames = b"".join([frame(text) for text in self.texts])
        return self._frames


class Line(Protocol):
    """A way to one browser."""

    def put(self, parcel: Parcel) -> int:
        """Hand the parcel over without waiting; how many bytes are still unsent."""

    def close(self, code: int) -> None:
        """Close without waiting. Nothing is written after it."""


class PreparedLine:
    """On a server with the extension `websocket.prepared`: the same bytes into every socket."""

    def __init__(self, extension: dict[str, Callable[..., Any]]) -> None:
        self.write = extension["write"]
        self.close = extension["drop"]

    def put(self, parcel: Parcel) -> int:
        return self.write(parcel.frames)


class PlainLine:
    """On any other ASGI server: a queue and a task, so that one slow reader holds up nobody."""

    def __init__(
        self, send: Callable[[str], Awaitable[None]], close: Callable[[int], Awaitable[None]]
    ) -> None:
        self._send = send
        self._close = close
        self._waiting: deque[str] = deque()
        self._unsent = 0
        self._ended: int | None = None
        self._news = asyncio.Event()
        self._task = asyncio.create_task(self._run())

    def put(self, parcel: Parcel) -> int:
        self._waiting.extend(parcel.texts)
        self._unsent += sum(len(text) for text in parcel.texts)
        self._news.set()
        return self._unsent

    def close(self, code: int) -> None:
        self._waiting.clear()
        self._ended = code
        self._news.set()

    def stop(self) -> None:
        """The browser has gone: nobody is left to write to."""
        self._task.cancel()

    async def _run(self) -> None:
        with contextlib.suppress(OSError):  # how servers say that the browser has gone
            await self._write_all()

    async def _write_all(self) -> None:
        while self._ended is None:
            await self._news.wait()
            self._news.clear()
            while self._waiting:
                text = self._waiting.popleft()
                await self._send(text)
                self._unsent -= len(text)
        await self._close(self._ended)


class Member:
    """`at` is the number of the last event this socket was given."""

    __slots__ = ("at", "entry", "is_host", "line", "room_id", "seat_id", "session")

    def __init__(
        self, *, room_id: int, seat_id: int, is_host: bool, entry: Pass, session: str, at: int, line: Line
    ) -> None:
        self.room_id = room_id
        self.seat_id = seat_id
        self.is_host = is_host
        self.entry = entry
        self.session = session
        self.at = at
        self.line = line
