"""The last part of a room as a page shows it: the same facts as the stream, already put together."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from chat import wording
from chat.content_notes import ContentNote
from chat.models import Event, Seat
from chat.services import reactions
from chat.services.apart import NOBODY, Hidden
from chat.services.reading import read_after
from chat.wire import Row, is_for, is_of

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
    said: str = ""  # a host's sentence: of an act, or about words that were kept back
    to_name: str = ""  # whom a host wrote to privately
    kept: bool = False  # held words that a host has kept back
    asks: bool = False  # for a word with a host, without saying more
    note: str = ""
    support: list[reactions.Support] = field(default_factory=list)

    @property
    def note_words(self) -> str:
        return str(ContentNote(self.note).label) if self.note else ""

    @property
    def has_support(self) -> bool:
        return any(one.count for one in self.support)


def recent_lines(seat: Seat, last_seq: int, unseen: Hidden = NOBODY) -> list[Line]:
    """What this seat may see of the last SHOWN numbers, in order."""
    _facts, rows = read_after(seat.room_id, max(0, last_seq - SHOWN), SHOWN + 1)
    rows = [row for row in rows if not (unseen and is_of(row, unseen))]
    known = [row for row in rows if row.seq <= last_seq and is_for(row, seat.pk, seat.is_host)]
    known = _inside(known)
    gone = {row.target: row for row in known if row.kind in GONE_KINDS and row.target is not None}
    support = reactions.shown(seat.room_id, seat, max(0, last_seq - SHOWN), unseen)
    lines = [
        _line(row, seat, support.get(row.seq, {}))
        for row in known
        if (_is_drawn(row) or _is_told(row, seat)) and row.seq not in gone
    ]
    lines += [Line(kind=row.kind, seq=target, at=row.at) for target, row in gone.items()]
    return sorted(lines, key=lambda line: line.seq)


def _inside(rows: list[Row]) -> list[Row]:
    """That a host was looked for while people waited at the door is over once it opened."""
    opened = next((row.seq for row in rows if row.kind == Event.Kind.STATE and _state(row) == "open"), 0)
    return [row for row in rows if row.kind != Event.Kind.HOST or row.seq > opened]


def _state(row: Row) -> str:
    return str(row.payload.get("state", ""))


def _is_drawn(row: Row) -> bool:
    return row.kind == Event.Kind.MESSAGE or (row.kind == Event.Kind.STATE and bool(_state(row)))


def _is_told(row: Row, seat: Seat) -> bool:
    """Private words, one's own words that a host reads first, and what hosts said to this seat."""
    if row.kind == Event.Kind.HELD:
        return row.seat_id == seat.pk
    if row.kind in {Event.Kind.ACT, Event.Kind.KEPT_BACK}:
        return row.audience_seat_id == seat.pk
    return row.kind in {Event.Kind.PRIVATE, Event.Kind.HOST}


def _line(row: Row, seat: Seat, support: dict[str, tuple[int, bool]]) -> Line:
    fields: dict[str, Any] = {"kind": row.kind, "seq": row.seq, "at": row.at}
    if row.kind == Event.Kind.STATE:
        return Line(**fields, state=_state(row))
    if row.kind == Event.Kind.HOST:
        return Line(**fields, state=_state(row))
    if row.kind in {Event.Kind.ACT, Event.Kind.KEPT_BACK}:
        return Line(**fields, said=wording.sentence(row.payload["words_key"], row.payload["words"]))
    own = row.seat_id == seat.pk
    fields |= {"seat": row.seat_code or "", "name": row.alias or "", "text": row.text, "own": own}
    fields |= {name: name in row.payload for name in ("kept", "asks")}
    fields["to_name"] = row.payload.get("to_name", "")
    return Line(**fields, note=row.payload.get("note", ""), support=reactions.in_line(support))
