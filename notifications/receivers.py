"""One line each: what other apps tell us."""

from typing import Any

from notifications.services import erasing


def on_account_erased(sender: Any, *, user: Any, now: Any, **kwargs: Any) -> None:
    erasing.erase(user=user, now=now)
