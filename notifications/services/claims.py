"""The SQL of sending: set-wise, short, and each statement safe beside any number of others.

Functions here are run by senders, which have no actor.
"""

import json
import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from django.db import connection, transaction

from notifications.journal import abandoned
from notifications.kinds import KINDS
from notifications.mail import Parcel
from notifications.models import Preference
from notifications.quiet import quiet_until

log = logging.getLogger(__name__)

# After these pauses in seconds a message the server did not take is tried again; then it is dead.
PAUSES = (60, 240, 900, 3600)
MOST_ATTEMPTS = len(PAUSES) + 1
# When the mail server itself is away nobody's attempts are counted.
AWAY_SECONDS = 30


@dataclass(frozen=True)
class Claim:
    """What one sender may send now; `size` counts what was set aside, `expired` what came too late."""

    parcels: list[Parcel]
    size: int
    expired: int


# The array makes PostgreSQL look the rows up one by one: a hash join would read the whole table.
_CLAIM = """
WITH mine AS (
  SELECT id FROM notifications_delivery
  WHERE channel = 'email' AND state = 'due' AND next_try_at <= %(now)s
  ORDER BY next_try_at LIMIT %(limit)s FOR UPDATE SKIP LOCKED
)
UPDATE notifications_delivery d SET state = 'sending', lease_owner = %(owner)s, lease_until = %(until)s
FROM accounts_user u LEFT JOIN notifications_preference p ON p.user_id = u.id
WHERE d.id = ANY (ARRAY(SELECT id FROM mine)) AND u.id = d.recipient_id
RETURNING d.id, d.key, d.kind, d.path, d.params::text, d.expires_at, u.email, u.code, u.language, u.time_zone,
  u.is_active AND NOT u.is_guest, coalesce(p.safe_contact, 'fine'), p.quiet_from, p.quiet_to
"""


def claim(owner: str, now: datetime, limit: int, lease: timedelta) -> Claim:
    """Take up to `limit` due e-mails for a sender; what may not go now is set aside at once."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_CLAIM, {"now": now, "limit": limit, "owner": owner, "until": now + lease})
        rows = cursor.fetchall()
        verdicts = [_judge(row, now) for row in rows]
        aside = [verdict for verdict in verdicts if isinstance(verdict, _Aside)]
        if aside:
            cursor.execute(_SET_ASIDE, {"now": now, "owner": owner, **_columns(aside)})
    expired = sum(each.state == "expired" for each in aside)
    return Claim([each for each in verdicts if isinstance(each, Parcel)], len(rows), expired)


class _Aside(NamedTuple):
    """A claimed row that does not go now, and why."""

    id: int
    state: str
    reason: str
    next_try_at: datetime


_SET_ASIDE = """
UPDATE notifications_delivery d SET state = a.state, reason = a.reason, next_try_at = a.next_try_at,
  lease_owner = '', lease_until = NULL, finished_at = CASE WHEN a.state = 'due' THEN NULL ELSE %(now)s END
FROM unnest(%(id)s::bigint[], %(state)s::text[], %(reason)s::text[], %(next_try_at)s::timestamptz[])
  AS a(id, state, reason, next_try_at)
WHERE d.id = a.id AND d.state = 'sending' AND d.lease_owner = %(owner)s
"""


def _columns(rows: list[_Aside]) -> dict[str, list[Any]]:
    return {name: [getattr(row, name) for row in rows] for name in _Aside._fields}


def _judge(row: tuple[Any, ...], now: datetime) -> Parcel | _Aside:
    """May this one go now? Asked at the last moment, so that a choice counts at once."""
    number, key, kind, path, params, expires_at, address, code, language, zone = row[:10]
    reachable, safe_contact, quiet_from, quiet_to = row[10:]
    if expires_at <= now:
        return _Aside(number, "expired", "late", now)
    if kind not in KINDS or not KINDS[kind].mail:
        return _Aside(number, "dead", "unknown", now)
    if not reachable or not address:
        return _Aside(number, "cancelled", "no_address", now)
    if safe_contact == Preference.SafeContact.NONE:
        return _Aside(number, "cancelled", "unwanted", now)
    if until := quiet_until(now, zone, quiet_from, quiet_to):
        in_time = until < expires_at
        return _Aside(number, "due" if in_time else "expired", "quiet", until if in_time else now)
    return Parcel(number, key, kind, path, json.loads(params), address, code, language, zone, safe_contact)


_ACCEPTED = """
UPDATE notifications_delivery SET state = 'sent', reason = '', attempts = attempts + 1, finished_at = %(now)s,
  lease_owner = '', lease_until = NULL
WHERE id = ANY(%(ids)s) AND state = 'sending' AND lease_owner = %(owner)s
"""
_REFUSED = """
UPDATE notifications_delivery SET state = 'dead', reason = 'refused', attempts = attempts + 1,
  finished_at = %(now)s, lease_owner = '', lease_until = NULL
WHERE id = ANY(%(ids)s) AND state = 'sending' AND lease_owner = %(owner)s
"""
_LATER = """
UPDATE notifications_delivery SET attempts = attempts + 1, reason = %(reason)s,
  state = CASE WHEN attempts + 1 >= %(most)s THEN 'dead' ELSE 'due' END,
  finished_at = CASE WHEN attempts + 1 >= %(most)s THEN %(now)s END,
  next_try_at = %(now)s + interval '1 second' * coalesce((%(pauses)s::int[])[attempts + 1], 0),
  lease_owner = '', lease_until = NULL
WHERE id = ANY(%(ids)s) AND state = 'sending' AND lease_owner = %(owner)s
"""
_RELEASE = """
UPDATE notifications_delivery SET state = 'due', lease_owner = '', lease_until = NULL, reason = %(reason)s,
  next_try_at = coalesce(%(next_try_at)s, next_try_at)
WHERE state = 'sending' AND lease_owner = %(owner)s
"""


def mark(
    owner: str, accepted: list[int], refused: list[int], later: list[int], now: datetime, *, away: bool
) -> None:
    """Write down what became of a sender's batch; what was not begun is due again.

    Rows another sender took over meanwhile are left to it.
    """
    base = {"now": now, "owner": owner}
    retry = {"ids": later, "reason": "server", "most": MOST_ATTEMPTS, "pauses": list(PAUSES)}
    release = {
        "reason": "away" if away else "",
        "next_try_at": now + timedelta(seconds=AWAY_SECONDS) if away else None,
    }
    _execute_all(
        (_ACCEPTED, {**base, "ids": accepted}, bool(accepted)),
        (_REFUSED, {**base, "ids": refused}, bool(refused)),
        (_LATER, {**base, **retry}, bool(later)),
        (_RELEASE, {**base, **release}, True),
    )


def _execute_all(*statements: tuple[str, dict[str, Any], bool]) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        for sql, values, wanted in statements:
            if wanted:
                cursor.execute(sql, values)


def settle(now: datetime, journals: Path) -> dict[str, int]:
    """What comes before every sending: the batches of dead senders, and the notices inside the site."""
    settled = {"recovered": recover(journals, now), "returned": _rows(_RETURN, {"now": now})}
    return settled | in_app(now)


def recover(journals: Path, now: datetime) -> int:
    """Finish the books of senders that died: sent, in doubt (tried again at once), not begun."""
    found = 0
    for remains in abandoned(journals):
        found += 1
        base = {"now": now, "owner": remains.owner}
        again = {"ids": remains.unsure, "reason": "interrupted", "most": MOST_ATTEMPTS, "pauses": []}
        _execute_all(
            (_ACCEPTED, {**base, "ids": remains.accepted}, bool(remains.accepted)),
            (_LATER, {**base, **again}, bool(remains.unsure)),
            (_RELEASE, {**base, "reason": "", "next_try_at": None}, True),
        )
        log.warning("sender %s had died: %d were sent", remains.owner, len(remains.accepted))
    return found


# A sender on another machine, or one whose disk is gone: its lease ends by itself.
_RETURN = """
UPDATE notifications_delivery SET state = 'due', lease_owner = '', lease_until = NULL
WHERE state = 'sending' AND lease_until <= %(now)s
"""
# Marking and telling are one statement, so this channel is exactly once whatever dies.
_IN_APP = """
WITH mine AS (
  SELECT id FROM notifications_delivery
  WHERE channel = 'in_app' AND state = 'due' AND next_try_at <= %(now)s
  ORDER BY next_try_at LIMIT 5000 FOR UPDATE SKIP LOCKED
), told AS (
  UPDATE notifications_delivery d
  SET state = CASE WHEN expires_at > %(now)s THEN 'sent' ELSE 'expired' END,
    attempts = attempts + (expires_at > %(now)s)::int, finished_at = %(now)s,
    reason = CASE WHEN expires_at > %(now)s THEN '' ELSE 'late' END
  WHERE d.id = ANY (ARRAY(SELECT id FROM mine))
  RETURNING d.state, d.recipient_id, d.key, d.kind, d.path, d.params
), written AS (
  INSERT INTO notifications_notice (recipient_id, key, kind, path, params, created_at)
  SELECT recipient_id, key, kind, path, params, %(now)s FROM told WHERE state = 'sent'
  ON CONFLICT (recipient_id, key) DO NOTHING
)
SELECT count(*) FILTER (WHERE state = 'sent'), count(*) FILTER (WHERE state = 'expired') FROM told
"""


def in_app(now: datetime) -> dict[str, int]:
    """Notices inside the site, as many as are due; how many came, and how many would have been late."""
    told = expired = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(_IN_APP, {"now": now})
            some, late = cursor.fetchone()
        told, expired = told + some, expired + late
        if not some + late:
            return {"in_app": told, "expired": expired}


def _rows(sql: str, values: dict[str, Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.rowcount


def any_mail(now: datetime) -> bool:
    """Is there anything for a sender to do? Cheap; asked before a connection is opened."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM notifications_delivery"
            " WHERE channel = 'email' AND state = 'due' AND next_try_at <= %s)",
            [now],
        )
        return cursor.fetchone()[0]
