"""In which order raised hands are called, and about how long that takes. Pure: no rows, no clock."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class Raised:
    """One raised hand. `front_at` is set for a turn that was lost, or by a host's choice."""

    seat_id: int
    raised_at: datetime
    has_shared: bool = False
    front_at: datetime | None = None


def in_order(hands: Iterable[Raised]) -> list[Raised]:
    """Those put to the front, the latest first; then who has not shared; then who waited longer."""
    return sorted(hands, key=_rank)


def place_of(queue: Sequence[Raised], seat_id: int) -> int | None:
    """1 for whoever is next; None without a raised hand."""
    places = (place for place, hand in enumerate(queue, 1) if hand.seat_id == seat_id)
    return next(places, None)


def minutes_until(place: int, *, left: timedelta, turn: timedelta) -> int:
    """About how many minutes until the turn of this place: what is left now, and one turn for each before."""
    return math.ceil((left + turn * (place - 1)) / timedelta(minutes=1))


def _rank(hand: Raised) -> tuple[bool, float, bool, datetime, int]:
    """The seat is only there so that two hands of one moment have an order, the same one each time."""
    in_front = hand.front_at is not None
    newest_first = -hand.front_at.timestamp() if hand.front_at is not None else 0.0
    return not in_front, newest_first, hand.has_shared, hand.raised_at, hand.seat_id
