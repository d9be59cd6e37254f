"""Who may read and choose: each person for themselves, and guests have nothing kept."""

from typing import Any

from recovery_network.common.permissions import rule


@rule("notifications.have_notes")
def can_have_notes(user: Any, obj: Any = None) -> bool:
    """People with an account; a guest's visit leaves no inbox behind."""
    return user.is_authenticated and not user.is_guest


@rule("notifications.read_notice")
def can_read_notice(user: Any, notice: Any) -> bool:
    return user.is_authenticated and not user.is_guest and notice.recipient_id == user.pk
