"""The door for pages: WSGI inside ASGI, whole requests in, whole or streamed answers out."""

import asyncio
import re
import threading

import pytest

from recovery_network.common.pages import GOOD_WRITE, MOST_BODY, Pages


def echo(environ, start_response):
    body = environ["wsgi.input"].read()
    start_response("201 Created", [("Content-Type", "text/plain"), ("X-Query", environ["QUERY_STRING"])])
    return [environ["REQUEST_METHOD"].encode(), b" ", body]


class Streamed:
    streaming = True

    def __init__(self) -> None:
        self.closed = False

    def __iter__(self):
        yield b"a" * GOOD_WRITE
        yield b"b"

    def close(self) -> None:
        self.closed = True


def scope(path: str) -> dict:
    return {
        "type": "http", "http_version": "1.1", "method": "POST", "path": path, "query_string": b"a=1",
        "headers": [(b"host", b"localhost")], "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 80),
    }  # fmt: skip


async def ask(application, *messages) -> list[dict]:
    waiting, sent = list(messages), []

    async def receive():
        return waiting.pop(0)

    async def send(message):
        sent.append(message)

    await Pages(application, workers=1)(scope("/r/x/"), receive, send)
    return sent


def part(body: bytes, more: bool = False) -> dict:
    return {"type": "http.request", "body": body, "more_body": more}


async def test_a_form_in_parts_is_one_form():
    start, body = await ask(echo, part(b"te", more=True), part(b"xt"))
    assert start["status"] == 201
    assert (b"x-query", b"a=1") in start["headers"]
    assert body["body"] == b"POST text"
    assert not body["more_body"]


async def test_some_paths_do_not_wait_behind_the_others():
    """All threads of the others are taken; the one apart is answered at once."""
    let_go, begun = threading.Event(), threading.Event()

    def application(environ, start_response):
        if environ["PATH_INFO"] == "/slow/":
            begun.set()
            let_go.wait(20)
        return echo(environ, start_response)

    pages, answered = Pages(application, workers=1, apart=re.compile("/host/")), []

    async def visit(path: str) -> None:
        async def receive():
            return part(b"")

        async def send(message):
            answered.append(path)

        await pages(scope(path), receive, send)

    slow = [asyncio.create_task(visit("/slow/")), asyncio.create_task(visit("/later/"))]
    await asyncio.to_thread(begun.wait, 20)
    await visit("/host/")
    assert set(answered) == {"/host/"}
    let_go.set()
    await asyncio.gather(*slow)
    assert set(answered) == {"/host/", "/slow/", "/later/"}


async def test_half_a_form_is_no_form():
    assert await ask(echo, part(b"te", more=True), {"type": "http.disconnect"}) == []


async def test_what_is_larger_than_any_form_is_refused_before_a_thread_is_taken():
    half = b"x" * (MOST_BODY // 2 + 1)
    start, _body = await ask(echo, part(half, more=True), part(half, more=True))
    assert start["status"] == 413


async def test_streamed_answers_are_passed_on_and_closed():
    pieces = Streamed()

    def application(environ, start_response):
        start_response("200 OK", [])
        return pieces

    sent = await ask(application, part(b""))
    assert [len(message.get("body", b"")) for message in sent] == [0, 0, GOOD_WRITE, 1, 0]
    assert [message.get("more_body", False) for message in sent] == [False, True, True, True, False]
    assert pieces.closed


async def test_an_answer_is_closed_even_when_it_breaks():
    class Broken(Streamed):
        streaming = False

        def __iter__(self):
            raise RuntimeError

    pieces = Broken()

    def application(environ, start_response):
        start_response("200 OK", [])
        return pieces

    with pytest.raises(RuntimeError):
        await ask(application, part(b""))
    assert pieces.closed
