"""What was sent or read long ago goes. Run by the timetable: no actors here."""

from datetime import datetime, timedelta

from django.db import models

from notifications.models import Delivery, Notice

DELIVERIES_KEPT = timedelta(days=90)
NOTICES_KEPT = timedelta(days=365)
_AT_ONCE = 5000


def sweep(now: datetime) -> dict[str, int]:
    """Delete in small steps, so that no sender waits. Twice, or in two workers, is harmless."""
    ended = Delivery.objects.filter(finished_at__lte=now - DELIVERIES_KEPT)
    old = Notice.objects.filter(created_at__lte=now - NOTICES_KEPT)
    return {"deliveries": _delete(ended), "notices": _delete(old)}


def _delete(rows: models.QuerySet) -> int:
    gone = 0
    while ids := list(rows.values_list("pk", flat=True)[:_AT_ONCE]):
        gone += rows.model.objects.filter(pk__in=ids).delete()[0]
    return gone
