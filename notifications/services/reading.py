"""Opening and clearing the inbox."""

from datetime import datetime
from typing import Any

from notifications.models import Notice
from recovery_network.common.permissions import require


def open_notice(*, actor: Any, notice: Notice, now: datetime) -> Notice:
    """Mark as read; the first time counts."""
    require(actor, "notifications.read_notice", notice)
    Notice.objects.filter(pk=notice.pk).unread().update(read_at=now)
    return notice


def read_all(*, actor: Any, now: datetime) -> int:
    """Mark everything that has come until now as read; how many were new."""
    require(actor, "notifications.have_notes")
    return Notice.objects.visible_to(actor).unread().filter(created_at__lte=now).update(read_at=now)


def unread(user: Any) -> int:
    """How many notices wait; guests have none and cost no query."""
    if not user.is_authenticated or user.is_guest:
        return 0
    return Notice.objects.visible_to(user).unread().count()
