"""Rooms: the host, a member and a guest have seats; everybody else has none."""

import uuid
from datetime import timedelta

from django.db.models import F

from chat.models import Event, Room, Seat
from chat.services import messages, plan, rooms, seats, turns
from tests.cast import World
from tests.matrix.tables import Row, Url

SEATED = {"host": Seat.Role.HOST, "member": Seat.Role.MEMBER, "guest": Seat.Role.MEMBER}


def build(world: World) -> None:
    """`room` is open for talk; in `quiet_room` only hosts write; `words` are the member's."""
    world.room, world.quiet_room = (_open_room(world, mode) for mode in (Room.Mode.OPEN_TALK, "listening"))
    posted = messages.post_message(
        actor=world.member, room=world.room, cid=uuid.uuid4(), text="Good evening.", now=world.now
    )
    world.words = Event.objects.get(room=world.room, seq=posted.seq)
    build_turns(world)


def _open_room(world: World, mode: str) -> Room:
    room = rooms.create_room(
        kind=Room.Kind.MEETING,
        title="Evening Circle",
        opens_at=world.now,
        closes_at=world.now + timedelta(hours=1),
        keep=timedelta(hours=24),
        back_path="/today/",
        after_path="/today/",
        now=world.now,
    )
    for name, role in SEATED.items():
        alias = f"{name} here".title()
        seats.give_seat(room=room, user=world.people[name], alias=alias, role=role, now=world.now)
    rooms.open_room(actor=world.host, room=room, now=world.now)
    Room.objects.filter(pk=room.pk).update(mode=mode)
    room.refresh_from_db()
    return room


RULES = {
    "chat.read_room": [Row(lambda w: w.room, may="host member guest")],
    "chat.post_message": [
        Row(lambda w: w.room, may="host member guest"),
        Row(lambda w: w.quiet_room, may="host"),
    ],
    "chat.take_back_message": [Row(lambda w: w.words, may="member")],
    "chat.hide_message": [Row(lambda w: w.words, may="host")],
    "chat.open_room": [Row(lambda w: w.room, may="host")],
    "chat.wind_down_room": [Row(lambda w: w.room, may="host")],
    "chat.close_room": [Row(lambda w: w.room, may="host")],
    "chat.leave_room": [Row(lambda w: w.room, may="host member guest")],
}


def of_room(world: World) -> dict[str, str]:
    return {"code": world.room.code}


def of_words(world: World) -> dict[str, str | int]:
    return {"code": world.room.code, "seq": world.words.seq}


def add_words(world: World) -> None:
    """One more line of the room, by somebody whose pace is not counted here."""
    Room.objects.filter(pk=world.room.pk).update(last_seq=F("last_seq") + 1)
    world.room.refresh_from_db()
    Event.objects.create(
        room=world.room,
        seq=world.room.last_seq,
        kind=Event.Kind.MESSAGE,
        cid=uuid.uuid4(),
        seat=world.words.seat,
        text="And a little more.",
    )


SEATED_PEOPLE = "host member guest"
# Being asked for, a room notes that the person is there.
STAMPS = frozenset({"chat_presenceinterval"})
PAGE = {"ok": SEATED_PEOPLE, "sign_in": "visitor closed", "hidden": "*", "writes": STAMPS}
OF_HOSTS = {"moved": "host", "forbidden": "member guest", "sign_in": "visitor closed", "hidden": "*"}

URLS = [
    Url("room", of_room, lists=add_words, **PAGE),
    Url("room_lite", of_room, lists=add_words, **PAGE),
    Url("room_messages", of_room, ok=SEATED_PEOPLE, hidden="*", writes=STAMPS, lists=add_words),
    Url("room_leave", of_room, ok=SEATED_PEOPLE, sign_in="visitor closed", hidden="*", lists=None),
    Url("room_open", of_room, post=lambda w: {"x": 1}, lists=None, **OF_HOSTS),
    Url("room_closing", of_room, post=lambda w: {"x": 1}, lists=None, **OF_HOSTS),
    Url("room_close", of_room, post=lambda w: {"x": 1}, lists=None, **OF_HOSTS),
    Url(
        "message_take_back",
        of_words,
        post=lambda w: {"x": 1},
        moved="member",
        forbidden="host guest",
        hidden="*",
        lists=None,
    ),
    Url(
        "message_hide",
        of_words,
        post=lambda w: {"x": 1},
        moved="host",
        forbidden="member guest",
        hidden="*",
        lists=None,
    ),
]


# --- Turns, the plan, support, content notes --------------------------------------------------------


def build_turns(world: World) -> None:
    """In `ring` people take turns: the member shares, the guest waits, and the plan has two steps."""
    world.ring = _open_room(world, Room.Mode.TAKING_TURNS)
    plan.set_plan(room=world.ring, steps=[("Welcome", 5), ("Sharing", 30)], now=world.now)
    turns.raise_hand(actor=world.guest, room=world.ring, now=world.now)
    member = Seat.objects.get(room=world.ring, user=world.member)
    turns.give_turn(actor=world.host, room=world.ring, seat_code=member.code, now=world.now)
    world.ring.refresh_from_db()
    world.waiting = Seat.objects.get(room=world.ring, user=world.guest)


RULES |= {
    "chat.raise_hand": [
        Row(lambda w: w.ring, may="host member guest"),
        Row(lambda w: w.room, may="host member guest"),
    ],
    "chat.lower_hand": [Row(lambda w: w.ring, may="host member guest")],
    "chat.pass_turn": [Row(lambda w: w.ring, may="member"), Row(lambda w: w.room)],
    "chat.end_turn": [Row(lambda w: w.ring, may="host member"), Row(lambda w: w.room, may="host")],
    "chat.run_turns": [Row(lambda w: w.ring, may="host")],
    "chat.run_plan": [Row(lambda w: w.ring, may="host")],
    "chat.react": [Row(lambda w: w.words, may="host guest")],
    "chat.note_message": [Row(lambda w: w.words, may="host")],
}
RULES["chat.post_message"] += [Row(lambda w: w.ring, may="host member")]


def of_ring(world: World) -> dict[str, str]:
    return {"code": world.ring.code}


def nothing(world: World) -> dict[str, int]:
    return {"x": 1}


def who_waits(world: World) -> dict[str, str]:
    return {"seat": world.waiting.code}


ALL_SEATED = {"moved": SEATED_PEOPLE, "sign_in": "visitor closed", "hidden": "*"}
RING = {"kwargs": of_ring, "lists": None}

URLS += [
    Url("hand_raise", post=nothing, **RING, **ALL_SEATED),
    Url("hand_lower", post=nothing, **RING, **ALL_SEATED),
    *(
        Url(name, post=who_waits, **RING, **OF_HOSTS)
        for name in ("hand_lower_other", "hand_first", "turn_give")
    ),
    *(
        Url(name, post=nothing, **RING, **OF_HOSTS)
        for name in ("turn_next", "turn_more", "turn_pause", "turn_resume", "plan_step")
    ),
    Url(
        "turn_end", post=nothing, moved="host member", forbidden="guest", sign_in="visitor closed",
        hidden="*", **RING,
    ),
    Url(
        "turn_pass", post=nothing, moved="member", forbidden="host guest", sign_in="visitor closed",
        hidden="*", **RING,
    ),
    Url(
        "room_support", of_room, post=lambda w: {"to": f"{w.words.seq}:with_you:on"}, moved="host guest",
        forbidden="member", sign_in="visitor closed", hidden="*", lists=None,
    ),
    Url("message_note", of_words, post=lambda w: {"note": "using"}, lists=None, **OF_HOSTS),
]  # fmt: skip
