"""The usual form, fed by the same POST: every consumer in the group gets the message and encodes it.

It is the project's own application but for two things: after the commit the message itself is sent
to the group, and the socket is a consumer that sends what it gets, as Channels' tutorial has it.
"""

from typing import Any

from channels.auth import AuthMiddlewareStack
from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncJsonWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.conf import settings
from django.urls import path

from recovery_network.asgi import application as ours

from chat.models import Event, Seat  # isort: skip
from chat.services import messages, stream  # isort: skip
from chat.wire import moment  # isort: skip
from recovery_network.common import realtime  # isort: skip
from recovery_network.sockets import ExactOrigin  # isort: skip

_write = messages._write


def _write_and_send(seat: Seat, cid: Any, words: str, payload: str, now: Any) -> messages.Posted | None:
    posted = _write(seat, cid, words, payload, now)
    if posted is None:
        return None
    shown = {"seq": posted.seq, "kind": Event.Kind.MESSAGE.value, "cid": str(cid), "seat": seat.code}
    shown |= {"name": seat.alias, "at": moment(now), "text": words}
    realtime.publish_on_commit(stream.room_group(seat.room_id), "chat.message", shown=shown)
    return posted


messages._write = _write_and_send
stream.ring = lambda room_id: None


class PlainConsumer(AsyncJsonWebsocketConsumer):
    async def connect(self) -> None:
        seat = await self._seat()
        if seat is None:
            await self.close()
            return
        await self.channel_layer.group_add(stream.room_group(seat.room_id), self.channel_name)
        await self.accept()

    async def chat_message(self, event: dict[str, Any]) -> None:
        await self.send_json(event["shown"])

    @database_sync_to_async
    def _seat(self) -> Seat | None:
        code = self.scope["url_route"]["kwargs"]["code"]
        return Seat.objects.visible_to(self.scope["user"]).filter(room__code=code).first()


sockets = URLRouter([path("ws/r/<str:code>/", PlainConsumer.as_asgi())])
application = ProtocolTypeRouter(
    {
        "http": ours.application_mapping["http"],
        "websocket": ExactOrigin(AuthMiddlewareStack(sockets), settings.RN_ORIGINS),
    }
)
