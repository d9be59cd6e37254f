"""What a record becomes: a meeting as we would write it, its public and its private side apart."""

import datetime as dt
import hashlib
from dataclasses import asdict, dataclass
from typing import Any

IN_PERSON, ONLINE, HYBRID, TELEPHONE = "in_person", "online", "hybrid", "telephone"


@dataclass(frozen=True, slots=True)
class Place:
    """Where people meet. `exact` is "street", or "area" when only the part of town is known."""

    name: str = ""
    address: str = ""
    area: str = ""
    city: str = ""
    country: str = ""
    latitude: float | None = None
    longitude: float | None = None
    exact: str = "street"
    access_notes: str = ""

    def as_values(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Kinds:
    """Types as codes of the Meeting Guide spec, as world ids of BMLT, and as words nobody has a code for.

    `worlds` are (world id, name) of formats the spec has no code for.
    """

    codes: tuple[str, ...] = ()
    worlds: tuple[tuple[str, str], ...] = ()
    others: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()

    def has(self, *codes: str) -> bool:
        return any(code in self.codes for code in codes)


@dataclass(frozen=True, slots=True)
class Secrets:
    """What only staff may read: how to get in, whom to ask, and sentences that name either."""

    conference: tuple[str, ...] = ()
    contacts: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GroupDraft:
    """The group a meeting belongs to; `key` is the same for all its meetings in one list."""

    key: str
    name: str
    notes: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """One meeting. No `start` means by appointment. `days` are Python's: 0 is Monday."""

    external_id: str
    name: str
    group: GroupDraft
    time_zone: str
    days: tuple[int, ...] = ()
    start: dt.time | None = None
    minutes: int = 60
    attendance: str = IN_PERSON
    paused: bool = False
    place: Place | None = None
    kinds: Kinds = Kinds()
    notes: str = ""
    conference_url: str = ""
    conference_phone: str = ""
    source_url: str = ""
    secrets: Secrets = Secrets()


def fingerprint(*parts: object) -> str:
    """A short stable name for values that have none of their own."""
    return hashlib.sha256("\x1f".join(str(p) for p in parts).encode("utf-8", "replace")).hexdigest()[:20]
