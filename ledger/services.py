"""Writing to the ledger, in the transaction of the deed itself."""

from collections.abc import Iterable
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
    entry = _access(actor, subject, role, obj, now, reason)
    entry.save(force_insert=True)
    return entry


def record_accesses(
    *, actor: Any, reads: Iterable[tuple[Any, Any]], role: str, now: datetime, reason: str = ""
) -> None:
    """A row for each `(subject, obj)` of a list that was shown; nobody's read of themselves."""
    entries = [
        _access(actor, subject, role, obj, now, reason) for subject, obj in reads if subject.pk != actor.pk
    ]
    AccessEntry.objects.bulk_create(entries)


def _access(actor: Any, subject: Any, role: str, obj: Any, now: datetime, reason: str) -> AccessEntry:
    return AccessEntry(
        at=now,
        actor=actor.subject,
        subject=subject.subject,
        role=role,
        object_kind=obj._meta.label_lower,
        object_id=str(obj.pk),
        reason=reason,
    )
