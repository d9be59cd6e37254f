"""A real server: origin, size, closing, stalled readers, and frames prepared once for all."""

import json
import socket
import threading
import time
from collections.abc import Iterator

import pytest
import uvicorn
from django.conf import settings
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.frames import Frame, Opcode
from websockets.sync.client import ClientConnection, connect

from accounts.signals import access_ended
from chat.services import messages, seats
from recovery_network.asgi import application
from tests.chat.conftest import Circle
from tests.chat.sockets import ORIGIN, sign_in

PROTOCOLS = ["recovery_network.common.websocket:PreparedProtocol", "websockets-sansio"]


class Server:
    """uvicorn as the supervisor starts it, in a thread of the test; the kernel keeps little for it."""

    def __init__(self, protocol: str) -> None:
        door = socket.socket()
        door.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
        door.bind(("127.0.0.1", 0))
        self.port = door.getsockname()[1]
        self.uvicorn = uvicorn.Server(
            uvicorn.Config(
                application, port=self.port, ws=protocol, ws_max_size=65536, ws_per_message_deflate=False,
                lifespan="off", log_level="warning", access_log=False, timeout_graceful_shutdown=3,
            )
        )  # fmt: skip
        self.thread = threading.Thread(target=self.uvicorn.run, args=([door],), daemon=True)
        self.thread.start()
        while not self.uvicorn.started:
            time.sleep(0.01)

    def stop(self) -> None:
        self.uvicorn.should_exit = True
        self.thread.join(10)

    def open(self, circle: Circle, key: str | None, origin: str | None = ORIGIN, **named) -> ClientConnection:
        cookie = {"Cookie": f"{settings.SESSION_COOKIE_NAME}={key}"} if key else {}
        address = f"ws://127.0.0.1:{self.port}/ws/r/{circle.room.code}/?after=0"
        return connect(address, origin=origin, additional_headers=cookie, compression=None, **named)


@pytest.fixture(params=PROTOCOLS, ids=["prepared", "plain"])
def server(request, transactional_db) -> Iterator[Server]:
    running = Server(request.param)
    yield running
    running.stop()


@pytest.fixture
def circle(open_circle) -> Circle:
    return open_circle()


def hear(browser: ClientConnection, seconds: float = 5) -> dict:
    return json.loads(browser.recv(timeout=seconds))


def closed_with(browser: ClientConnection, seconds: float) -> int:
    with pytest.raises(ConnectionClosed) as closing_error:
        browser.recv(timeout=seconds)
    return closing_error.value.rcvd.code


def test_two_browsers_hear_the_same(server, circle):
    with (
        server.open(circle, sign_in(circle.heron.user)) as one,
        server.open(circle, sign_in(circle.river.user)) as other,
    ):
        for browser in (one, other):
            assert hear(browser)["kind"] == "state"
        for number in range(20):
            circle.say(circle.host, f"line {number} " + "ا" * 200)
        heard = [[hear(browser) for _n in range(20)] for browser in (one, other)]
        assert heard[0] == heard[1]
        assert [event["seq"] for event in heard[0]] == list(range(2, 22))


def test_another_origin_or_no_session_gets_403(server, circle):
    key = sign_in(circle.heron.user)
    strange = [None, "null", "http://evil.example", ORIGIN.replace("8000", "8001"), f"{ORIGIN}.evil.example"]
    for origin, cookie in [*((origin, key) for origin in strange), (ORIGIN, None), (ORIGIN, "0" * 32)]:
        with pytest.raises(InvalidStatus) as refusal:
            server.open(circle, cookie, origin=origin)
        assert refusal.value.response.status_code == 403


def test_signing_out_closes_within_two_seconds_and_nothing_follows(server, circle):
    key = sign_in(circle.heron.user)
    with server.open(circle, key) as browser:
        hear(browser)
        time.sleep(0.3)
        access_ended.send(sender=None, user=circle.heron.user, session_key=key)
        began = time.monotonic()
        assert closed_with(browser, 2) == 4401
        assert time.monotonic() - began < 2


def test_removal_closes_before_the_next_message(server, circle):
    with server.open(circle, sign_in(circle.heron.user)) as browser:
        hear(browser)
        time.sleep(0.3)
        seats.end_seat(seat=circle.heron, reason="removed", now=circle.now)
        circle.say(circle.host, "after that")
        assert closed_with(browser, 2) == 4403


def test_a_large_frame_closes_with_1009(server, circle):
    key = sign_in(circle.heron.user)
    for size in (16 * 1024 + 1, 70_000):
        with server.open(circle, key) as browser:
            hear(browser)
            browser.send("x" * size)
            assert closed_with(browser, 5) == 1009


def test_ten_frames_close_with_1003(server, circle):
    with server.open(circle, sign_in(circle.heron.user)) as browser:
        hear(browser)
        for _n in range(10):
            browser.send("{}")
        assert {hear(browser)["kind"] for _n in range(9)} == {"error"}
        assert closed_with(browser, 5) == 1003


def test_a_rolling_restart_says_so(server, circle):
    with server.open(circle, sign_in(circle.heron.user)) as browser:
        hear(browser)
        server.stop()
        assert closed_with(browser, 5) == 1012


def test_what_was_written_is_kept_when_taken_back_is_told_live(server, circle):
    with server.open(circle, sign_in(circle.river.user)) as browser:
        hear(browser)
        seq = circle.say(circle.heron, "I wish I had not")
        assert hear(browser)["text"] == "I wish I had not"
        messages.take_back(actor=circle.heron.user, event=circle.event(seq), now=circle.now)
        assert hear(browser) == {"seq": 3, "kind": "taken_back", "target": 2}


def test_a_reader_who_has_stalled_is_dropped_and_resumes(server, circle, monkeypatch):
    """It never reads: its kernel's buffers fill, then ours, then it is closed; the other one hears all."""
    monkeypatch.setattr("chat.live_room.MOST_UNSENT", 20_000)
    monkeypatch.setattr(settings, "CHAT_BURST_LIMIT", 10_000)
    monkeypatch.setattr(settings, "CHAT_MINUTE_LIMIT", 10_000)
    key = sign_in(circle.heron.user)
    stalled = _socket_that_never_reads(server, circle, key)
    with server.open(circle, sign_in(circle.river.user)) as browser:
        hear(browser)
        for number in range(90):
            circle.say(circle.host, f"{number} " + "ا" * 900)
            assert hear(browser)["seq"] == number + 2
        assert _last_code(stalled) == 1013
    with server.open(circle, key) as again:
        assert [hear(again)["seq"] for _n in range(91)] == list(range(1, 92))


def _socket_that_never_reads(server: Server, circle: Circle, key: str) -> socket.socket:
    door = socket.socket()
    door.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    door.connect(("127.0.0.1", server.port))
    door.sendall(
        f"GET /ws/r/{circle.room.code}/?after=0 HTTP/1.1\r\nHost: localhost\r\nOrigin: {ORIGIN}\r\n"
        f"Cookie: {settings.SESSION_COOKIE_NAME}={key}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n".encode()
    )
    return door


def _last_code(door: socket.socket) -> int:
    """Read what is left: the goodbye is the last frame of it."""
    door.settimeout(8)
    goodbye = Frame(Opcode.CLOSE, (1013).to_bytes(2, "big")).serialize(mask=False)
    everything = b""
    while not everything.endswith(goodbye) and (part := door.recv(65536)):
        everything += part
    return 1013 if everything.endswith(goodbye) else 0
