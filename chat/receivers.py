"""What chat does when a lower app tells something. One line each: the services do the work."""

from typing import Any

from accounts.signals import access_ended, account_erased
from chat.services import lobby, seats, stream


def forget(sender: Any, user: Any, now: Any, **kwargs: Any) -> None:
    lobby.forget_person(user=user)
    seats.forget_person(user=user, now=now)


def close_sockets(sender: Any, user: Any, session_key: str | None = None, **kwargs: Any) -> None:
    stream.ring_person(user.pk, session_key)


def connect() -> None:
    account_erased.connect(forget, dispatch_uid="chat.forget")
    access_ended.connect(close_sockets, dispatch_uid="chat.close_sockets")
