"""Notices: one row in the inbox, written in the transaction of what it tells."""

from datetime import datetime
from typing import Any

from accounts.models import User
from notifications.kinds import KINDS
from notifications.models import Delivery, Notice
from notifications.services.deliveries import Promise, promise


def notify(*, recipient: User, key: str, kind: str, path: str, now: datetime, **params: Any) -> bool:
    """Tell one person one thing; False when the key was told before.

    Call it inside the deed's transaction. A kind with an e-mail also promises that, due at once:
    the sender holds it through the person's quiet hours and drops it where none is wanted.
    """
    if not path.startswith("/") or path.startswith("//"):
        raise ValueError("A notice leads to a page of this site.")
    _, new = Notice.objects.get_or_create(
        recipient=recipient,
        key=key,
        defaults={"kind": kind, "path": path, "params": params, "created_at": now},
    )
    if new and KINDS[kind].mail:
        promise([_mail(recipient, key, kind, path, now, params)], now=now)
    return new


def _mail(recipient: User, key: str, kind: str, path: str, now: datetime, params: dict[str, Any]) -> Promise:
    return Promise(
        key=f"n:{recipient.pk}:{key}:email",
        recipient_id=recipient.pk,
        kind=kind,
        channel=Delivery.Channel.EMAIL,
        path=path,
        due_at=now,
        expires_at=now + KINDS[kind].lasts,
        params=params,
    )
