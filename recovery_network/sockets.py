"""The WebSocket door: exact origins, then the session, then chat's addresses (trust.md W1, W2)."""

from channels.auth import AuthMiddlewareStack
from channels.routing import URLRouter
from channels.security.websocket import OriginValidator
from django.conf import settings

from chat.urls import websocket_urlpatterns

sockets = OriginValidator(AuthMiddlewareStack(URLRouter(websocket_urlpatterns)), settings.RN_ORIGINS)
