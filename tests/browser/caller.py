"""Somebody in a room without a browser: a session, plain forms, and a socket that keeps all it hears."""

import json
import threading
import uuid
from collections.abc import Callable
from typing import Any

import httpx
from django.conf import settings
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

CSRF = "c" * 32
JSON = {"Accept": "application/json"}
Event = dict[str, Any]


class Caller:
    """`say()` and `post()` write by HTTP; `heard` is what the socket told, `closed` how it ended."""

    def __init__(self, url: str, room: str, key: str) -> None:
        cookies = f"{settings.SESSION_COOKIE_NAME}={key}; {settings.CSRF_COOKIE_NAME}={CSRF}"
        self.path = f"/r/{room}/"
        self.http = httpx.Client(base_url=url, headers={"Origin": url, "Cookie": cookies}, timeout=20)
        self.heard: list[Event] = []
        self.closed: int | None = None
        self._news = threading.Condition()
        self._told = {"origin": url, "additional_headers": {"Cookie": cookies}}
        self._address = f"{url.replace('http', 'ws', 1)}/ws{self.path}?after=0"
        self._thread: threading.Thread | None = None

    def listen(self) -> None:
        self.socket = connect(self._address, **self._told)
        self._thread = threading.Thread(target=self._hear, daemon=True)
        self._thread.start()

    def _hear(self) -> None:
        try:
            for frame in self.socket:
                with self._news:
                    self.heard.append(json.loads(frame))
                    self._news.notify_all()
        except ConnectionClosed:
            pass  # the code says how, below
        with self._news:
            self.closed = self.socket.close_code
            self._news.notify_all()

    def leave(self) -> None:
        if self._thread is not None:
            self.socket.close()
            self._thread.join(5)
        self.http.close()

    # --- Writing ----------------------------------------------------------------------------------

    def post(self, path: str, **fields: str) -> httpx.Response:
        return self.http.post(self.path + path, data=fields | {"csrfmiddlewaretoken": CSRF}, headers=JSON)

    def say(self, text: str) -> httpx.Response:
        return self.post("messages/", cid=str(uuid.uuid4()), text=text)

    # --- What was heard ---------------------------------------------------------------------------

    def until(self, true: Callable[[], Any], seconds: float = 10) -> Any:
        """Waits for the socket, not for the clock."""
        with self._news:
            assert self._news.wait_for(true, seconds), (self.closed, self.heard[-3:])
            return true()

    def hears(self, text: str) -> Event:
        return self.until(lambda: next((one for one in self.heard if one.get("text") == text), None))

    def hears_to(self, seq: int) -> None:
        self.until(lambda: self.numbers()[-1:] == [seq])

    def numbers(self) -> list[int]:
        return [one["seq"] for one in self.heard if "seq" in one]

    def texts(self) -> list[str]:
        return [one["text"] for one in self.heard if one["kind"] == "message"]
