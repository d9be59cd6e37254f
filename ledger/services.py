"""Writing to the ledger, in the transaction of the deed itself."""

from datetime import datetime
from typing import Any

from ledger.models import AccessEntry, AuditEntry


def record(*, actor: Any, verb: str, obj: Any, now: datetime, centre: str = "", **details: Any) -> AuditEntry:
    """One audit row. `details` hold codes and numbers, never a person's words or names."""
    return AuditEntry.objects.create(
        at=now,
        actor=getattr(actor, "subject", None),
        verb=verb,
        object_kind=obj._meta.label_lower,
        object_id=str(obj.pk),
        centre=centre,
        details=details,
    )


def record_access(
    *, actor: Any, subject: Any, role: str, obj: Any, now: datetime, reason: str = ""
) -> AccessEntry:
    """One row for one staff read about one person; the person can see it."""
    return AccessEntry.objects.create(
        at=now,
        actor=actor.subject,
        subject=subject.subject,
        role=role,
        object_kind=obj._meta.label_lower,
        object_id=str(obj.pk),
        reason=reason,
    )
