"""How a stored event looks to those who may know of it, and to those who may not.

docs/room-protocol.md is the promise; this is the only code that keeps it, for answers over HTTP
and for frames alike.
"""

import json
from datetime import UTC, datetime
from typing import Any, NamedTuple
from uuid import UUID

WITH_WORDS = {"message", "held", "private"}
# Between one seat and the hosts: every host of the room knows of it.
HOSTS_SEE_TOO = {"held", "kept_back", "private", "act"}


class Row(NamedTuple):
    """One event with what is needed to show it, as services.reading selects it."""

    seq: int
    kind: str
    cid: UUID | None
    seat_id: int | None
    audience: str
    audience_seat_id: int | None
    target: int | None
    text: str
    payload: dict[str, Any]
    at: datetime
    seat_code: str | None
    alias: str | None
    target_seat_id: int | None = None  # who wrote the message that this is about


def is_for(row: Row, seat_id: int, is_host: bool) -> bool:
    """May this seat know what the event is? Authors know their own, until it is taken back."""
    if row.audience == "all":
        return True
    if row.audience == "nobody":
        return False
    if seat_id in (row.seat_id, row.audience_seat_id):
        return True
    return is_host and (row.audience == "hosts" or row.kind in HOSTS_SEE_TOO)


def full(row: Row) -> dict[str, Any]:
    shown: dict[str, Any] = {"seq": row.seq, "kind": row.kind}
    if row.kind in WITH_WORDS:
        shown |= {"cid": str(row.cid) if row.cid else None, "seat": row.seat_code, "name": row.alias}
        shown |= {"at": moment(row.at), "text": row.text} | row.payload
    elif row.target is not None:
        shown |= {"target": row.target} | row.payload
    else:
        shown |= row.payload | {"at": moment(row.at)}
    return shown


def nothing(row: Row) -> dict[str, Any]:
    """The same for everything that is not told, whatever the reason: only that the number is used."""
    return {"seq": row.seq, "kind": "none"}


def shown_to(
    row: Row, seat_id: int, is_host: bool, unseen: frozenset[int | str] = frozenset()
) -> dict[str, Any]:
    """`unseen`: seats of people whom this one shall not meet, by number and by code."""
    if not is_for(row, seat_id, is_host) or (unseen and is_of(row, unseen)):
        return nothing(row)
    return full(without(row, unseen) if unseen else row)


def is_of(row: Row, unseen: frozenset[int | str]) -> bool:
    """Does it come from one of these, or tell of one of them or of their words?"""
    return bool({row.seat_id, row.target_seat_id, row.payload.get("seat")} & unseen)


def without(row: Row, unseen: frozenset[int | str]) -> Row:
    """A list of people, without these."""
    if "queue" not in row.payload:
        return row
    waiting = [one for one in row.payload["queue"] if one["seat"] not in unseen]
    return row._replace(payload=row.payload | {"queue": waiting})


def moment(at: datetime) -> str:
    """UTC with milliseconds: 2026-11-22T19:31:04.118Z."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03d}Z"


def encode(shown: dict[str, Any]) -> str:
    return json.dumps(shown, ensure_ascii=False, separators=(",", ":"))


def frame(text: str) -> bytes:
    """One unmasked WebSocket text frame (RFC 6455, 5.2), the same bytes for every listener."""
    body = text.encode()
    size = len(body)
    if size < 126:
        return bytes((0x81, size)) + body
    if size < 65536:
        return b"\x81\x7e" + size.to_bytes(2, "big") + body
    return b"\x81\x7f" + size.to_bytes(8, "big") + body
