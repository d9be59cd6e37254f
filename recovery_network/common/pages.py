"""The door for pages: a WSGI application inside an ASGI server, in a few threads.

The whole request is read before a thread is taken and the whole answer leaves from the event loop
after it is given back, so a slow phone holds up no thread, and a page costs one hop to a thread
instead of four (docs/decisions/0022). Streamed answers are passed on piece by piece.
"""

import asyncio
import io
import re
import sys
from collections.abc import Awaitable, Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple
from wsgiref.types import WSGIApplication

from a2wsgi.wsgi import build_environ

MOST_BODY = 32 * 1024 * 1024
GOOD_WRITE = 64 * 1024
TOO_LARGE = b"The request is too large.\n"
NOTHING = re.compile(r"(?!)")
WORKERS_APART = 2

Send = Callable[[dict[str, Any]], Awaitable[None]]
Receive = Callable[[], Awaitable[dict[str, Any]]]


class Answer(NamedTuple):
    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes
    rest: Iterable[bytes] | None  # of a streamed answer, still to be asked for


class Pages:
    """`Pages(wsgi_application, workers=4)` is an ASGI application for `http` scopes.

    Paths that match `apart` have threads of their own: they never wait behind a crowd of others.
    """

    def __init__(self, application: WSGIApplication, workers: int, apart: re.Pattern[str] = NOTHING) -> None:
        self.application = application
        self.apart = apart
        self.threads = ThreadPoolExecutor(workers, thread_name_prefix="page")
        self.threads_apart = ThreadPoolExecutor(WORKERS_APART, thread_name_prefix="apart")

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        try:
            body = await _whole_body(receive)
        except ConnectionError:  # the browser has gone: half a form is no form
            return
        if body is None:
            await _give(send, Answer(413, [(b"content-type", b"text/plain; charset=utf-8")], TOO_LARGE, None))
            return
        in_thread = asyncio.get_running_loop().run_in_executor
        threads = self.threads_apart if self.apart.match(scope["path"]) else self.threads
        answer = await in_thread(threads, self._ask, scope, body)
        await _give(send, answer)
        if answer.rest is not None:
            await self._stream(answer.rest, send)

    def _ask(self, scope: dict[str, Any], body: bytes) -> Answer:
        environ = build_environ(scope, io.BytesIO(body))  # type: ignore[arg-type]
        environ["wsgi.errors"] = sys.stderr
        said: list[Any] = []
        pieces = self.application(environ, lambda *words: said.append(words))  # type: ignore[arg-type]
        status, headers = (
            int(said[0][0][:3]),
            [(_raw(name).lower(), _raw(value)) for name, value in said[0][1]],
        )
        if getattr(pieces, "streaming", False):
            return Answer(status, headers, b"", pieces)
        try:
            return Answer(status, headers, b"".join(pieces), None)
        finally:
            _close(pieces)

    async def _stream(self, pieces: Iterable[bytes], send: Send) -> None:
        in_thread = asyncio.get_running_loop().run_in_executor
        each = iter(pieces)
        try:
            while piece := await in_thread(self.threads, _some, each):
                await send({"type": "http.response.body", "body": piece, "more_body": True})
            await send({"type": "http.response.body", "body": b""})
        finally:
            await in_thread(self.threads, _close, pieces)


async def _whole_body(receive: Receive) -> bytes | None:
    """None when it is larger than any form of ours."""
    parts, size = [], 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ConnectionAbortedError
        part = message.get("body", b"")
        size += len(part)
        if size > MOST_BODY:
            return None
        parts.append(part)
        if not message.get("more_body"):
            return b"".join(parts)


async def _give(send: Send, answer: Answer) -> None:
    await send({"type": "http.response.start", "status": answer.status, "headers": answer.headers})
    more = answer.rest is not None
    await send({"type": "http.response.body", "body": answer.body, "more_body": more})


def _some(pieces: Iterator[bytes]) -> bytes:
    """As many pieces as make a good write; nothing at the end."""
    got, size = [], 0
    for piece in pieces:
        got.append(piece)
        size += len(piece)
        if size >= GOOD_WRITE:
            break
    return b"".join(got)


def _raw(text: str) -> bytes:
    return text.encode("latin-1")


def _close(pieces: Iterable[bytes]) -> None:
    getattr(pieces, "close", lambda: None)()
