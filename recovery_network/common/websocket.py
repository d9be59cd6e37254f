"""A WebSocket protocol for uvicorn that can send one prepared frame to many sockets.

uvicorn frames every message anew for every socket. A room's hub has the same bytes for all its
listeners, so this protocol offers the ASGI extension `websocket.prepared` with two callables:

    write(frames: bytes) -> int     hand over finished frames; how many bytes are still unsent
    drop(code: int) -> None         say goodbye and close, also when the reader has stalled

`uvicorn --ws recovery_network.common.websocket:PreparedProtocol`. On any other server the extension is
absent and the hub sends in the ordinary way. Compression must be off: a prepared frame carries none.
"""

import logging
from typing import Any

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import Frame
from websockets.http11 import Request

STALLED_SECONDS = 5.0

# Addresses and times of visits are nobody's business: the protocol's own lines carry both.
quiet = logging.getLogger("recovery_network.websocket")
quiet.setLevel(logging.WARNING)


class PreparedProtocol(WebSocketsSansIOProtocol):
    """The extension is in the scope of every socket; everything else is uvicorn's."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.logger = quiet

    def handle_connect(self, event: Request) -> None:
        super().handle_connect(event)
        if hasattr(self, "scope") and not self.config.ws_per_message_deflate:
            self.scope["extensions"]["websocket.prepared"] = {"write": self.write, "drop": self.drop}

    def write(self, frames: bytes) -> int:
        """Hand over whole frames; the number of bytes this socket has not sent yet."""
        transport = self.transport
        if self.close_sent or transport.is_closing():
            return 0
        transport.write(frames)
        return transport.get_write_buffer_size()

    def drop(self, code: int) -> None:
        """Close with a code. Unlike an ASGI close this does not wait for a reader who reads nothing."""
        if self.close_sent or self.transport.is_closing():
            return
        self.stop_keepalive()
        self.queue.put_nowait({"type": "websocket.disconnect", "code": code})
        self.conn.send_close(code)
        self.transport.write(b"".join(self.conn.data_to_send()))
        self.close_sent = True
        self.transport.close()
        self.loop.call_later(STALLED_SECONDS, self.transport.abort)

    def handle_close(self, event: Frame) -> None:
        if not (self.close_sent and self.transport.is_closing()):
            super().handle_close(event)
