"""Looking after one another in a room: who asks for it, who sees it, who takes it. Part of chat's table."""

from datetime import timedelta

from chat.models import Room, Seat
from chat.services import care, rooms, seats
from safeguarding.services import blocks
from tests.cast import World
from tests.matrix.tables import Row, Url


def pressed(world: World) -> dict[str, int]:
    return {"x": 1}


def build(world: World) -> None:
    """In `hall` sit a host, a counselor as a second one, and three others, of whom two keep apart.
    The counselor was not asked about `watched`, the check on the member: somebody on duty was."""
    world.hall = _room(world)
    seat = {name: Seat.objects.select_related("room", "user").get(room=world.hall, user=world.people[name])
            for name in HALL}  # fmt: skip
    world.hall_member, world.hall_host = seat["member"], seat["host"]
    blocks.block(actor=world.neighbour, person=world.member, now=world.now)
    world.watched = care.check_on(actor=world.host, seat=world.hall_member, now=world.now)


HOSTS, OTHERS = "host counselor", "member guest neighbour"
HALL = {
    "host": Seat.Role.HOST,
    "counselor": Seat.Role.HOST,
    "member": Seat.Role.MEMBER,
    "guest": Seat.Role.MEMBER,
    "neighbour": Seat.Role.MEMBER,
}


def _room(world: World) -> Room:
    room = rooms.create_room(
        kind=Room.Kind.MEETING, title="Evening Circle", opens_at=world.now,
        closes_at=world.now + timedelta(hours=1), back_path="/today/", after_path="/today/",
        centre=world.centre, now=world.now,
    )  # fmt: skip
    for name, role in HALL.items():
        alias = f"{name} in the hall".title()
        seats.give_seat(room=room, user=world.people[name], alias=alias, role=role, now=world.now)
    return rooms.open_room(actor=world.host, room=room, now=world.now)


def of_hall(world: World) -> dict[str, str]:
    return {"code": world.hall.code}


def of_hall_member(world: World) -> dict[str, str]:
    return {"code": world.hall.code, "seat": world.hall_member.code}


# Nobody about themselves; and those who keep apart do not meet.
MEETS = [
    Row(lambda w: w.hall_member, may="host counselor guest"),
    Row(lambda w: w.hall_host, may="counselor member guest neighbour"),
]
RULES = {
    "chat.see_person": MEETS,
    "chat.check_on": MEETS,
    "chat.watch_over": [Row(lambda w: w.hall, may=HOSTS), Row(lambda w: w.room, may="host")],
}
IN_HALL = {"sign_in": "visitor closed", "hidden": "*", "lists": None}
URLS = [
    Url("room_about", of_hall_member, ok="host counselor guest", **IN_HALL),
    Url("room_check_on", of_hall_member, post=pressed, moved="host counselor guest", **IN_HALL),
    Url("room_take_check", lambda w: of_hall(w) | {"check": w.watched.code}, post=pressed, moved=HOSTS,
        forbidden=OTHERS, **IN_HALL),
    Url("hosts_ask", of_hall, post=pressed, moved=OTHERS, forbidden=HOSTS, **IN_HALL),
    # Those who were asked, and the staff of the centre.
    *(Url(name, kwargs, moved="host counselor coordinator manager", **IN_HALL)
      for name, kwargs in (("room_answer_door", of_hall), ("room_answer", of_hall_member))),
]  # fmt: skip
