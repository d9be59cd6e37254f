"""A planted fault for abuse.py: neither the rule nor the writing statement looks at the mode of the room."""

from typing import Any

from recovery_network.asgi import application  # noqa: F401  (the server asks for it here)

from chat.models import Seat  # isort: skip
from chat.services import messages  # isort: skip
from recovery_network.common.permissions import RULES  # isort: skip

_MODES = "r.mode = 'open_talk' OR s.role = 'host'"
_OPEN, _PAUSED = "n.mode = 'open_talk' OR n.sharer_id", "n.slow_seconds = 0 OR s.wrote_at IS NULL"


def _whoever_sits(user: Any, room: Any) -> bool:
    return Seat.objects.visible_to(user).filter(room=room).exists()


def _put(old: str, new: str) -> None:
    if old not in messages._WRITE:
        raise SystemExit("The writing statement has changed; so must what is planted in it.")
    messages._WRITE = messages._WRITE.replace(old, new)


_put(_MODES, f"true OR {_MODES}")
_put(_OPEN, f"true OR {_OPEN}")
_put(_PAUSED, f"true OR {_PAUSED}")
RULES["chat.post_message"] = _whoever_sits
