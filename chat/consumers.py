"""The socket of a room. It only tells: whoever writes, writes by HTTP (docs/room-protocol.md)."""

import logging
from urllib.parse import parse_qs

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer
from django.utils import timezone
from django.utils.translation import gettext as _

from chat.hub import hub
from chat.member import Member, Pass, PlainLine, PreparedLine
from chat.models import Seat
from chat.traces import mark, session_digest
from chat.wire import encode

log = logging.getLogger(__name__)

MOST_CHARACTERS = 16 * 1024
MOST_FRAMES = 10


class RoomConsumer(AsyncWebsocketConsumer):
    """Refused before it is accepted: no session, no live seat, or too many sockets already."""

    channel_layer_alias = "none"  # the hub listens once a process; a socket of its own would be deaf

    async def connect(self) -> None:
        self.member: Member | None = None
        self.frames = 0
        self.user_id = self.scope["user"].pk
        seat = await self._seat()
        self.has_place = seat is not None and hub().reserve(self.user_id)
        if seat is None or not self.has_place:
            log.info("socket refused, account %s", self._mark())
            await self.close()
            return
        await self.accept()
        self.member = self._member(seat)
        hub().enter(self.member)
        log.info("socket opened, account %s", self._mark())

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """Nothing is ever done with what a browser sends here."""
        self.frames += 1
        if len(text_data or bytes_data or "") > MOST_CHARACTERS:
            await self.close(1009)
        elif self.frames >= MOST_FRAMES:
            await self.close(1003)
        else:
            await self.send(encode({"kind": "error", "error": str(_("Send messages with the form."))}))

    async def disconnect(self, code: int) -> None:
        if self.member is not None:
            hub().leave(self.member)
            if isinstance(self.member.line, PlainLine):
                self.member.line.stop()
            log.info("socket closed with %s, account %s", code, self._mark())
        if self.has_place:
            hub().release(self.user_id)

    @database_sync_to_async
    def _seat(self) -> Seat | None:
        code = self.scope["url_route"]["kwargs"]["code"]
        return Seat.objects.visible_to(self.scope["user"]).filter(room__code=code).first()

    def _member(self, seat: Seat) -> Member:
        key = self.scope["session"].session_key
        return Member(
            room_id=seat.room_id,
            seat_id=seat.pk,
            is_host=seat.is_host,
            entry=Pass(self.user_id, key, self.scope["user"].get_session_auth_hash()),
            session=session_digest(key),
            at=self._after(),
            line=self._line(),
        )

    def _line(self) -> PreparedLine | PlainLine:
        extension = self.scope.get("extensions", {}).get("websocket.prepared")
        return PreparedLine(extension) if extension else PlainLine(self.send, self.close)

    def _after(self) -> int:
        named = parse_qs(self.scope["query_string"].decode("ascii", "replace")).get("after", ["0"])[0]
        return int(named) if named.isascii() and named.isdigit() and len(named) < 16 else 0

    def _mark(self) -> str:
        return mark(self.user_id, timezone.now()) if self.user_id else "-"
