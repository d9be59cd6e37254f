"""The last part of a room as a page shows it: the same facts as the stream, already put together."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from chat.models import Event, Seat
from chat.services import apart
from chat.services.reading import read_after
from chat.wire import Row, is_for

SHOWN = 200
GONE_KINDS = {Event.Kind.TAKEN_BACK, Event.Kind.HIDDEN}


@dataclass(frozen=True)
class Line:
    """`kind` is "message", or "taken_back", "hidden" or "state" for a grey line."""

    kind: str
    seq: int
    at: datetime
    seat: str = ""
    name: str = ""
    text: str = ""
    state: str = ""
    own: bool = False


def recent_lines(seat: Seat, last_seq: int) -> list[Line]:
    """What this seat may see of the last SHOWN numbers, in order."""
    _facts, rows = read_after(seat.room_id, max(0, last_seq - SHOWN), SHOWN + 1)
    rows = _without_unseen(rows, seat)
    known = [row for row in rows if row.seq <= last_seq and is_for(row, seat.pk, seat.is_host)]
    gone = {row.target: row for row in known if row.kind in GONE_KINDS and row.target is not None}
    lines = [_line(row, seat) for row in known if _is_drawn(row) and row.seq not in gone]
    lines += [Line(kind=row.kind, seq=target, at=row.at) for target, row in gone.items()]
    return sorted(lines, key=lambda line: line.seq)


def _without_unseen(rows: list[Row], seat: Seat) -> list[Row]:
    """Nothing of people whom this one shall not meet, nor of what was done to their words."""
    unseen = apart.unseen_by(seat) if rows else frozenset()
    theirs = {row.seq for row in rows if row.seat_id in unseen}
    return [row for row in rows if row.seq not in theirs and row.target not in theirs] if theirs else rows


def _is_drawn(row: Row) -> bool:
    return row.kind == Event.Kind.MESSAGE or (row.kind == Event.Kind.STATE and "state" in row.payload)


def _line(row: Row, seat: Seat) -> Line:
    fields: dict[str, Any] = {"kind": row.kind, "seq": row.seq, "at": row.at}
    if row.kind == Event.Kind.STATE:
        return Line(**fields, state=row.payload["state"])
    own = row.seat_id == seat.pk
    return Line(**fields, seat=row.seat_code or "", name=row.alias or "", text=row.text, own=own)
