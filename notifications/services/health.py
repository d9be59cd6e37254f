"""Is everything that should have left, gone? And if nobody sends, send."""

import logging
import threading
from datetime import datetime

from django.db import connection
from django.db.models import Min

from notifications.models import Delivery
from notifications.services import sending

log = logging.getLogger(__name__)

HELP_AFTER = 60
WARN_AFTER = 120
UNHEALTHY_AFTER = 300

_helping = threading.Lock()


def lag(now: datetime) -> float:
    """Seconds since the oldest waiting delivery should have been looked at; 0 when none waits."""
    waiting = Delivery.objects.filter(state=Delivery.State.DUE, next_try_at__lte=now)
    abandoned = Delivery.objects.filter(state=Delivery.State.SENDING, lease_until__lte=now)
    moments = [rows.aggregate(oldest=Min("next_try_at"))["oldest"] for rows in (waiting, abandoned)]
    return max(((now - moment).total_seconds() for moment in moments if moment), default=0.0)


def is_on_time(now: datetime) -> bool:
    """For the health page. A long lag says so in the log, and this process helps out."""
    late = lag(now)
    if late > WARN_AFTER:
        log.warning("deliveries are %d seconds late", late)
    if late > HELP_AFTER:
        help_out()
    return late <= UNHEALTHY_AFTER


def help_out() -> threading.Thread | None:
    """Send from this process, in one background thread: worker, timetable and broker may all be gone."""
    if not _helping.acquire(blocking=False):
        return None
    thread = threading.Thread(target=_help, name="deliver-due", daemon=True)
    thread.start()
    return thread


def _help() -> None:
    try:
        sending.deliver_due()
    except Exception:
        log.exception("could not help out")
    finally:
        connection.close()
        _helping.release()
