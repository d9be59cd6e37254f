"""Turns as a page shows them at this moment: who shares, how long yet, who is next."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from chat.models import Room, Seat, Turn
from chat.queueing import minutes_until, place_of
from chat.services import circle
from chat.services.apart import NOBODY, Hidden


@dataclass(frozen=True)
class Sharing:
    """`left` and `length` are seconds. A turn whose time is over goes on until somebody ends it."""

    code: str
    name: str
    since: datetime
    is_own: bool
    left: int
    length: int
    is_paused: bool
    is_lost: bool

    @property
    def clock(self) -> str:
        return f"{self.left // 60}:{self.left % 60:02d}"

    @property
    def used(self) -> int:
        return max(self.length - self.left, 0)


@dataclass(frozen=True)
class Waiting:
    """A raised hand. `first` says that the person has not shared yet."""

    place: int
    code: str
    name: str
    is_own: bool
    first: bool
    minutes: int


@dataclass(frozen=True)
class Board:
    """`place` is one's own place in the queue, 0 without a raised hand; `wait` about how many minutes."""

    sharing: Sharing | None
    queue: list[Waiting]
    place: int
    wait: int

    @property
    def is_mine(self) -> bool:
        return self.sharing is not None and self.sharing.is_own


NOTHING = Board(None, [], 0, 0)


def board(room: Room, seat: Seat, now: datetime, unseen: Hidden = NOBODY) -> Board:
    """Two queries, however many wait, and none in a room that is not open. Nothing of `unseen` seats.

    Known also while people talk openly: a host may let them take turns again at any moment.
    """
    if not room.is_talking:
        return NOTHING
    turn = circle.open_turn(room)
    if turn is not None and turn.seat_id in unseen:
        turn = None
    raised = {pk: hand for pk, hand in circle.hands(room).items() if pk not in unseen}
    queue = circle.queue(raised)
    shown = [
        Waiting(
            place=place,
            code=raised[hand.seat_id].seat.code,
            name=raised[hand.seat_id].seat.alias,
            is_own=hand.seat_id == seat.pk,
            first=not hand.has_shared,
            minutes=int((now - hand.raised_at) / timedelta(minutes=1)),
        )
        for place, hand in enumerate(queue, 1)
    ]
    place = place_of(queue, seat.pk) or 0
    left = turn.time_left(now) if turn is not None else timedelta()
    wait = minutes_until(place, left=left, turn=room.turn_length) if place else 0
    return Board(_sharing(turn, seat, now) if turn else None, shown, place, wait)


def _sharing(turn: Turn, seat: Seat, now: datetime) -> Sharing:
    return Sharing(
        code=turn.seat.code,
        name=turn.seat.alias,
        since=turn.began_at,
        is_own=turn.seat_id == seat.pk,
        left=round(turn.time_left(now).total_seconds()),
        length=round(turn.length.total_seconds()),
        is_paused=turn.is_paused,
        is_lost=turn.lost_at is not None,
    )
