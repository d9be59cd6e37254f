"""Is everything that should have left, gone? (trust.md 5.3 R7)"""

from datetime import datetime

from django.db.models import Min

from notifications.models import Delivery

WARN_AFTER = 120
UNHEALTHY_AFTER = 300


def lag(now: datetime) -> float:
    """Seconds since the oldest waiting delivery should have been looked at; 0 when none waits."""
    waiting = Delivery.objects.filter(state=Delivery.State.DUE, next_try_at__lte=now)
    abandoned = Delivery.objects.filter(state=Delivery.State.SENDING, lease_until__lte=now)
    moments = [rows.aggregate(oldest=Min("next_try_at"))["oldest"] for rows in (waiting, abandoned)]
    return max(((now - moment).total_seconds() for moment in moments if moment), default=0.0)
