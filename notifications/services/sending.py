"""Sending what is due: claim, send outside any transaction, mark.

No row is ever held by a lock while a mail server thinks. A batch belongs to one sender by a lease;
the sender's journal says how far it came, so that after `kill -9` nothing is lost and at most the
one message in flight is sent a second time, with the Message-ID it had.
"""

import logging
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from notifications import mail, transports
from notifications.journal import Journal
from notifications.services import claims, heartbeats
from notifications.smtp import Outgoing, Verdict, Watch

log = logging.getLogger(__name__)

BATCH = 500
# A batch ends itself long before its lease does; a sender frozen for longer finds its time over.
BATCH_SECONDS = 40.0
LEASE = timedelta(seconds=180)
# Shorter than what a worker is given to end in (settings, soft shutdown).
RUN_SECONDS = 10.0
NAME = "notifications.deliver_due"

# Set when this process is asked to end: the message in flight is finished, the rest given back.
stopping = threading.Event()

Clock = Callable[[], datetime]


def journals() -> Path:
    """Where the senders of this machine keep their journals."""
    return settings.DATA_DIR / "senders"


@dataclass
class Results:
    """What became of one batch. What stands in none of the lists was not begun."""

    accepted: list[int] = field(default_factory=list)
    refused: list[int] = field(default_factory=list)
    later: list[int] = field(default_factory=list)

    def add(self, delivery_id: int, verdict: Verdict) -> None:
        lists = {Verdict.ACCEPTED: self.accepted, Verdict.REFUSED: self.refused}
        lists.get(verdict, self.later).append(delivery_id)


def deliver_due(
    *, clock: Clock = timezone.now, seconds: float = RUN_SECONDS, way_out: transports.Transport | None = None
) -> Counter[str]:
    """Send everything that is due, for at most `seconds`; any number of processes may do it at once.

    Has no actor. `counts["more"]` is 1 when time ran out first.
    """
    ends = time.monotonic() + seconds
    with heartbeats.job(NAME, clock()) as counts:
        done = Counter(claims.settle(clock(), journals()))
        done += _send_mail(clock, ends, way_out or transports.from_settings())
        counts.update(done)
    return done


def _send_mail(clock: Clock, ends: float, way_out: transports.Transport) -> Counter[str]:
    done: Counter[str] = Counter()
    if not claims.any_mail(clock()):
        return done
    journal = Journal(journals())
    told = False
    try:
        while time.monotonic() < ends and not stopping.is_set():
            batch = _send_batch(journal, clock, way_out)
            done += batch
            if not batch["claimed"] or batch["away"]:
                break
        else:
            done["more"] = 1
        told = True
    finally:
        journal.close(keep=not told)
        way_out.close()
    return done


def _send_batch(journal: Journal, clock: Clock, way_out: transports.Transport) -> Counter[str]:
    """One claim from beginning to end."""
    deadline = time.monotonic() + BATCH_SECONDS

    def go_on() -> bool:
        return time.monotonic() < deadline and not stopping.is_set()

    claim = claims.claim(journal.name, clock(), BATCH, LEASE)
    results = Results()
    messages = _build(claim.parcels, clock(), results)
    watch = Watch(journal.begin, journal.accepted, journal.flush)
    for outcome in way_out.send(messages, watch, go_on):
        results.add(outcome.id, outcome.verdict)
    journal.flush()
    away = len(results.accepted) + len(results.refused) + len(results.later) < len(claim.parcels)
    away = away and go_on()
    claims.mark(journal.name, results.accepted, results.refused, results.later, clock(), away=away)
    journal.clear()
    return Counter(
        claimed=claim.size,
        expired=claim.expired,
        sent=len(results.accepted),
        dead=len(results.refused),
        later=len(results.later),
        away=int(away),
    )


def _build(parcels: list[mail.Parcel], now: datetime, results: Results) -> list[Outgoing]:
    """The finished messages; one that cannot be made must not hold up the others."""
    try:
        return mail.build(parcels, now)
    except Exception:
        log.exception("a message could not be built; building one by one")
    messages = []
    for parcel in parcels:
        try:
            messages += mail.build([parcel], now)
        except Exception:
            log.exception("delivery %s could not be built", parcel.id)
            results.add(parcel.id, Verdict.LATER)
    return messages
