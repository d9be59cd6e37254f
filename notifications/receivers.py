"""One line each: what other apps tell us."""

from typing import Any

from notifications.services import erasing
from notifications.signals import choices_changed


def on_account_erased(sender: Any, *, user: Any, now: Any, **kwargs: Any) -> None:
    erasing.erase(user=user, now=now)


def on_address_changed(sender: Any, *, user: Any, now: Any, **kwargs: Any) -> None:
    """With an address mail becomes possible, without one it ends: what is planned follows at once."""
    choices_changed.send(sender, user=user, now=now)
