"""The WebSocket door: exact origins, then the session, then chat's addresses."""

from collections.abc import Awaitable, Callable
from typing import Any

from channels.auth import AuthMiddlewareStack
from channels.routing import URLRouter
from channels.security.websocket import WebsocketDenier
from django.conf import settings

from chat.urls import websocket_urlpatterns

Application = Callable[[dict[str, Any], Any, Any], Awaitable[None]]


class ExactOrigin:
    """One `Origin`, equal to one of ours letter by letter; 403 for all else.

    A browser writes its origin in one way only. Channels' own validator takes it apart instead, and
    fails with a 500 on some that are no origins at all.
    """

    def __init__(self, application: Application, allowed: list[str]) -> None:
        self.application = application
        self.allowed = frozenset(origin.encode() for origin in allowed)

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        named = [value for name, value in scope["headers"] if name == b"origin"]
        is_ours = len(named) == 1 and named[0] in self.allowed
        await (self.application if is_ours else WebsocketDenier())(scope, receive, send)


sockets = ExactOrigin(AuthMiddlewareStack(URLRouter(websocket_urlpatterns)), settings.RN_ORIGINS)
