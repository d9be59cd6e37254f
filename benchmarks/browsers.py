"""People in a room for a few instructions each: a socket that listens, a connection that posts."""

import asyncio
import json
import time
import uuid
from dataclasses import dataclass, field
from typing import Any

from benchmarks.chat import ORIGIN

CSRF = "abcdefghijklmnopqrstuvwxyzABCDEF"
TEXT, CLOSE, PING = 1, 8, 9
IDLE_SECONDS = 2.0  # a web process closes a connection that rests for five


class Ear(asyncio.Protocol):
    """One socket of a room. Frames are kept as they came, with the moment, and read when all is over."""

    def __init__(self, path: str, cookie: str) -> None:
        self._path, self._cookie = path, cookie
        self._buffer = b""
        self._is_up = False
        self.opened: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self.texts: list[tuple[float, bytes]] = []
        self.closed_at: float | None = None
        self.code = 0
        self.bytes_after_close = 0

    def connection_made(self, transport: Any) -> None:
        self._transport = transport
        transport.write(
            f"GET /ws{self._path}/?after=0 HTTP/1.1\r\nHost: localhost\r\nOrigin: {ORIGIN}\r\n"
            f"Cookie: {self._cookie}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n".encode()
        )

    def data_received(self, data: bytes) -> None:
        if self.closed_at is not None:
            self.bytes_after_close += len(data)
            return
        self._buffer += data
        if not self._is_up and not self._shake():
            return
        while self._take_frame():
            pass

    def _shake(self) -> bool:
        head, end, rest = self._buffer.partition(b"\r\n\r\n")
        if not end:
            return False
        self._is_up, self._buffer = head.startswith(b"HTTP/1.1 101"), rest
        self.opened.set_result(self._is_up)
        return self._is_up

    def _take_frame(self) -> bool:
        head = 2
        if len(self._buffer) < head or self.closed_at is not None:
            return False
        size = self._buffer[1] & 0x7F
        if size > 125:
            wide = 2 if size == 126 else 8
            head += wide
            size = int.from_bytes(self._buffer[2:head], "big")
        if len(self._buffer) < head + size:
            return False
        body, opcode = self._buffer[head : head + size], self._buffer[0] & 0x0F
        self._buffer = self._buffer[head + size :]
        self._hear(opcode, body)
        return True

    def _hear(self, opcode: int, body: bytes) -> None:
        if opcode == TEXT:
            self.texts.append((time.monotonic(), body))
        elif opcode == PING:
            self._transport.write(bytes((0x8A, 0x80 | len(body))) + bytes(4) + body)
        elif opcode == CLOSE:
            self.closed_at, self.code = time.monotonic(), int.from_bytes(body[:2], "big")
            self.bytes_after_close = len(self._buffer)

    def connection_lost(self, error: Exception | None) -> None:
        self.closed_at = self.closed_at or time.monotonic()
        if not self.opened.done():
            self.opened.set_result(False)

    def events(self) -> list[tuple[float, dict[str, Any]]]:
        return [(at, json.loads(text)) for at, text in self.texts]

    def hang_up(self) -> None:
        self._transport.abort()


@dataclass
class Answer:
    status: int
    body: bytes
    asked_at: float
    answered_at: float

    @property
    def seq(self) -> int:
        return int(json.loads(self.body)["seq"])


@dataclass
class Browser:
    """One person: a session cookie, a room, and the web processes to listen at and to write to."""

    cookie: str
    path: str
    listens_at: int
    writes_to: int
    ear: Ear | None = None
    answers: list[Answer] = field(default_factory=list)
    _lines: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
    _used_at: float = 0

    async def listen(self) -> Ear:
        loop = asyncio.get_running_loop()
        _transport, ear = await loop.create_connection(
            lambda: Ear(self.path, self.cookie), "127.0.0.1", self.listens_at
        )
        self.ear = ear
        if not await asyncio.wait_for(ear.opened, 20):
            raise SystemExit("A socket was refused.")
        return ear

    async def post(self, path: str, **fields: str) -> Answer:
        """Under the room's path, unless it begins at the root."""
        body = "&".join(f"{name}={value}" for name, value in {"csrfmiddlewaretoken": CSRF, **fields}.items())
        whole = path if path.startswith("/") else f"{self.path}/{path}"
        request = (
            f"POST {whole} HTTP/1.1\r\nHost: localhost:{self.writes_to}\r\nOrigin: {ORIGIN}\r\n"
            f"Cookie: {self.cookie}; csrftoken={CSRF}\r\nAccept: application/json\r\n"
            f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n{body}"
        )
        asked_at = time.monotonic()
        reader, writer = await self._line()
        writer.write(request.encode())
        status, said = await _read_answer(reader)
        self._used_at = time.monotonic()
        return Answer(status, said, asked_at, self._used_at)

    async def _line(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """The one of before, unless the server may be about to close it."""
        if self._lines is None or time.monotonic() > self._used_at + IDLE_SECONDS:
            if self._lines is not None:
                self._lines[1].close()
            self._lines = await asyncio.open_connection("127.0.0.1", self.writes_to)
        return self._lines

    async def say(self, text: str) -> Answer:
        answer = await self.post("messages/", cid=str(uuid.uuid4()), text=text.replace(" ", "+"))
        self.answers.append(answer)
        return answer

    def hang_up(self) -> None:
        if self.ear is not None:
            self.ear.hang_up()
        if self._lines is not None:
            self._lines[1].close()


async def _read_answer(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    status = int(head.split(b" ", 2)[1])
    if b"transfer-encoding: chunked" in head:
        return status, await _read_chunks(reader)
    size = head.partition(b"content-length:")[2].partition(b"\r\n")[0].strip()
    return status, await reader.readexactly(int(size or 0))


async def _read_chunks(reader: asyncio.StreamReader) -> bytes:
    body = b""
    while size := int(await reader.readline(), 16):
        body += await reader.readexactly(size)
        await reader.readexactly(2)
    await reader.readexactly(2)
    return body
