"""A person's browser, as far as a room's socket is concerned."""

from importlib import import_module
from typing import Any

from asgiref.sync import sync_to_async
from channels.testing import WebsocketCommunicator
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

from accounts.models import User
from chat.models import Seat
from recovery_network.asgi import application
from tests.chat.conftest import Circle

ORIGIN = settings.RN_ORIGINS[0]


def sign_in(user: User) -> str:
    """The key of a session as signing in leaves it."""
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return session.session_key


def headers(session_key: str | None, origin: str | None = ORIGIN) -> list[tuple[bytes, bytes]]:
    named = [(b"origin", origin.encode())] if origin is not None else []
    if session_key is not None:
        named.append((b"cookie", f"{settings.SESSION_COOKIE_NAME}={session_key}".encode()))
    return named


class Socket(WebsocketCommunicator):
    """`await socket.opens()`, then `hear()` one event or `hear_all(n)`."""

    def __init__(self, code: str, session_key: str | None, *, after: Any = 0, origin: str | None = ORIGIN):
        super().__init__(application, f"/ws/r/{code}/?after={after}", headers=headers(session_key, origin))

    async def opens(self) -> bool:
        opened, _protocol = await self.connect(timeout=5)
        return opened

    async def hear(self, seconds: float = 5) -> dict[str, Any]:
        return await self.receive_json_from(timeout=seconds)

    async def hear_all(self, count: int) -> list[dict[str, Any]]:
        return [await self.hear() for _n in range(count)]

    async def closes(self, seconds: float = 5) -> int:
        """The close code; any event before it fails the test."""
        message = await self.receive_output(timeout=seconds)
        assert message["type"] == "websocket.close", message
        return message["code"]


async def call(service, **named):
    return await sync_to_async(service)(**named)


async def say(circle: Circle, seat: Seat, text: str) -> int:
    return await sync_to_async(circle.say)(seat, text)


async def socket_of(circle: Circle, seat: Seat, after: int = 0) -> Socket:
    socket = Socket(circle.room.code, await sync_to_async(sign_in)(seat.user), after=after)
    assert await socket.opens()
    return socket
