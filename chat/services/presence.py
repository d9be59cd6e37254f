"""Who is there, and for how long. An interval ends at its last stamp, so a crash needs no repair."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from chat.models import PresenceInterval, Room
from chat.models.presence import GAP

FEW = 5
# One stamper at a time, over all processes: two would each begin an interval for the same seat.
_LOCK = 0x5EA75
_STAMP = """
    WITH present AS (SELECT unnest(%(seats)s::bigint[]) AS seat_id),
    went_on AS (
        UPDATE chat_presenceinterval SET last_at = GREATEST(last_at, %(now)s), beats = %(beats)s
        WHERE last_at > %(now)s - %(gap)s AND seat_id IN (SELECT seat_id FROM present)
        RETURNING seat_id
    )
    INSERT INTO chat_presenceinterval (seat_id, started_at, last_at, beats)
    SELECT s.id, %(now)s, %(now)s, %(beats)s FROM present p JOIN chat_seat s ON s.id = p.seat_id
    WHERE p.seat_id NOT IN (SELECT seat_id FROM went_on)
"""
# Overlapping intervals (two clocks that disagree) count once.
_SECONDS = """
    SELECT merged.seat_id, SUM(EXTRACT(EPOCH FROM upper(part) - lower(part)))::bigint
    FROM (
        SELECT i.seat_id, range_agg(tstzrange(i.started_at, i.last_at))
            * multirange(tstzrange(%(from)s, %(to)s)) AS parts
        FROM chat_presenceinterval i JOIN chat_seat s ON s.id = i.seat_id
        WHERE s.room_id = %(room)s GROUP BY i.seat_id
    ) merged, LATERAL unnest(merged.parts) AS part
    GROUP BY merged.seat_id
"""


def stamp(seat_ids: Iterable[int], now: datetime, *, beats: bool = True) -> None:
    """These seats are there now. One statement for all of them; no actor: the sockets say so.

    A plain page says `beats=False`: nothing follows until somebody presses a button.
    """
    seats = sorted(set(seat_ids))
    if not seats:
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        params: dict[str, Any] = {"seats": seats, "now": now, "gap": GAP, "beats": beats}
        cursor.execute(_STAMP, params)


def seconds_present(room: Room, now: datetime) -> dict[int, int]:
    """Seat id to the seconds it was there while the room was open, up to `now`."""
    if room.opened_at is None:
        return {}
    until = min(room.closed_at or now, now)
    with connection.cursor() as cursor:
        cursor.execute(_SECONDS, {"room": room.pk, "from": room.opened_at, "to": until})
        return dict(cursor.fetchall())


def count_here(room: Room, now: datetime, but: Collection[int] = ()) -> int:
    """How many seats were stamped within the last forty seconds, `but` some."""
    here = PresenceInterval.objects.filter(seat__room=room, last_at__gt=now - GAP).exclude(seat__in=but)
    return here.values("seat").distinct().count()


def counts_here(room_ids: list[int], now: datetime) -> dict[int, int]:
    """The same for many rooms in one query; a room where nobody was stamped is left out."""
    here = PresenceInterval.objects.filter(seat__room__in=room_ids, last_at__gt=now - GAP)
    counted = here.values("seat__room").annotate(count=Count("seat", distinct=True))
    return dict(counted.values_list("seat__room", "count"))


def seats_here(room_ids: list[int], now: datetime) -> dict[int, set[int]]:
    """Which seats they are, for rooms where somebody shall not meet somebody."""
    here = PresenceInterval.objects.filter(seat__room__in=room_ids, last_at__gt=now - GAP)
    found: dict[int, set[int]] = {}
    for room_id, seat_id in here.values_list("seat__room", "seat"):
        found.setdefault(room_id, set()).add(seat_id)
    return found


def count_words(count: int) -> str:
    """For those inside."""
    return ngettext("%(count)d person", "%(count)d people", count) % {"count": count}


def public_count_words(count: int) -> str:
    """For everybody else: few people are not counted out, so that nobody is found alone."""
    return _("fewer than 5 people") if count < FEW else count_words(count)
