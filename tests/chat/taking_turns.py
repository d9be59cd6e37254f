"""What the tests of turns share: a circle that takes turns, and what it was told."""

from datetime import timedelta

from chat.models import Room, Seat
from chat.services import board, turns

SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


def take_turns(circle, mode: str = Room.Mode.TAKING_TURNS):
    Room.objects.filter(pk=circle.room.pk).update(mode=mode)
    circle.room.refresh_from_db()
    return circle


def up(ring, seat: Seat, after: timedelta = timedelta()) -> None:
    turns.raise_hand(actor=seat.user, room=fresh(ring), now=ring.now + after)


def give(ring, seat: Seat, after: timedelta = timedelta()) -> None:
    turns.give_turn(actor=ring.host.user, room=fresh(ring), seat_code=seat.code, now=ring.now + after)


def host_does(ring, service, after: timedelta = timedelta()) -> None:
    service(actor=ring.host.user, room=fresh(ring), now=ring.now + after)


def fresh(ring) -> Room:
    return Room.objects.get(pk=ring.room.pk)


def told(ring, kind: str = "turn") -> list[dict]:
    return list(ring.room.events.filter(kind=kind, audience="all").values_list("payload", flat=True))


def states(ring) -> list[tuple[str, str]]:
    return [(each["state"], each["name"]) for each in told(ring)]


def order(ring) -> list[str]:
    return [each["name"] for each in told(ring, "queue")[-1]["queue"]]


def shown(ring, seat: Seat, after: timedelta = timedelta()):
    return board.board(fresh(ring), seat, ring.now + after)
