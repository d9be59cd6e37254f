"""Promising, moving and cancelling messages, many at a time."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import F

from notifications.models import Delivery
from recovery_network.common.jobs import enqueue_on_commit

LOOK_NOW = "notifications.tasks.deliver_due"


@dataclass(frozen=True)
class Promise:
    """What is to reach whom, when and by which channel. The same key is the same promise."""

    key: str
    recipient_id: int
    kind: str
    channel: str
    path: str
    due_at: datetime
    expires_at: datetime
    subject_kind: str = ""
    subject_id: int | None = None
    params: dict[str, Any] = field(default_factory=dict)


# A cancelled promise that is made again comes back to life; any other one stays as it is.
_PROMISE = """
INSERT INTO notifications_delivery (key, recipient_id, kind, channel, path, params, subject_kind, subject_id,
    due_at, expires_at, next_try_at, state, attempts, lease_owner, reason, created_at)
SELECT key, recipient_id, kind, channel, path, params::jsonb, subject_kind, subject_id,
    due_at, expires_at, due_at, 'due', 0, '', '', %(now)s
FROM unnest(%(key)s::text[], %(recipient_id)s::bigint[], %(kind)s::text[], %(channel)s::text[],
    %(path)s::text[], %(params)s::text[], %(subject_kind)s::text[], %(subject_id)s::bigint[],
    %(due_at)s::timestamptz[], %(expires_at)s::timestamptz[])
  AS p(key, recipient_id, kind, channel, path, params, subject_kind, subject_id, due_at, expires_at)
ORDER BY key
ON CONFLICT (key) DO UPDATE SET state = 'due', due_at = excluded.due_at, next_try_at = excluded.due_at,
    expires_at = excluded.expires_at, params = excluded.params, path = excluded.path,
    reason = '', finished_at = NULL
  WHERE notifications_delivery.state = 'cancelled'
"""

_COLUMNS = (
    "key",
    "recipient_id",
    "kind",
    "channel",
    "path",
    "subject_kind",
    "subject_id",
    "due_at",
    "expires_at",
)


def promise(promises: Iterable[Promise], *, now: datetime) -> int:
    """Write the rows that are not there yet; how many are new. Two processes at once are harmless."""
    rows = list(promises)
    if not rows:
        return 0
    values: dict[str, Any] = {name: [getattr(row, name) for row in rows] for name in _COLUMNS}
    values["params"] = [json.dumps(row.params) for row in rows]
    with connection.cursor() as cursor:
        cursor.execute(_PROMISE, {**values, "now": now})
        new = cursor.rowcount
    if new and any(row.due_at <= now for row in rows):
        enqueue_on_commit(LOOK_NOW)
    return new


def cancel(
    subject_kind: str, subject_id: int, *, now: datetime, reason: str = "cancelled", **only: Any
) -> int:
    """Take back what is still waiting about a subject; `only` narrows it (kind=…, recipient=…)."""
    waiting = Delivery.objects.about(subject_kind, subject_id).open().filter(**only)
    return waiting.update(state=Delivery.State.CANCELLED, reason=reason, finished_at=now)


def move(subject_kind: str, subject_id: int, *, by: timedelta, now: datetime, **only: Any) -> int:
    """Shift what is still waiting about a subject, when the thing itself was shifted."""
    waiting = Delivery.objects.about(subject_kind, subject_id).open().filter(**only)
    return waiting.update(
        due_at=F("due_at") + by, next_try_at=F("due_at") + by, expires_at=F("expires_at") + by
    )
