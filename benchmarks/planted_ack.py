"""A planted fault for chat_chaos.py: a message is answered first and kept a moment later.

Nothing shows it on a quiet day. A killed process loses what it has promised, and the bench must say so.
"""

import threading
import time
from typing import Any

from recovery_network.asgi import application  # noqa: F401  (the server asks for it here)

from chat.services import messages  # isort: skip

_keep = messages.post_message
LATER_SECONDS = 0.5


def _answer_first(*, room: Any, **named: Any) -> messages.Posted:
    def later() -> None:
        from django.db import connection

        time.sleep(LATER_SECONDS)
        _keep(room=room, **named)
        connection.close()

    threading.Thread(target=later, daemon=True).start()
    room.refresh_from_db(fields=["last_seq"])
    return messages.Posted(room.last_seq + 1, True)


messages.post_message = _answer_first
