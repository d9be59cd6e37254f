"""A planted fault for revoke.py: whoever has a socket keeps it; nobody asks about seats or sessions again."""

from typing import Any

from recovery_network.asgi import application  # noqa: F401  (the server asks for it here)

from chat.hub import Hub  # isort: skip
from chat.live_room import LiveRoom  # isort: skip


async def _ask_nobody(self: LiveRoom, members: list[Any]) -> None:
    return


async def _never(self: Hub) -> None:
    return


def _close_nobody(self: Hub, chosen: Any, code: int) -> None:
    return


LiveRoom._check_seats = _ask_nobody
Hub._recheck = _never
Hub._close_where = _close_nobody
