"""Rooms: the host, a member and a guest have seats; everybody else has none."""

import uuid
from datetime import timedelta
from typing import Any

from django.db.models import F
from django.utils import timezone

from accounts.models import User
from chat.handles import new_key
from chat.models import Event, LobbyEntry, LobbyWord, Opening, Room, Seat
from chat.services import accounts, acts, lobby, messages, plan, rooms, seats, turns
from tests.cast import World
from tests.matrix import chat_care
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
    build_host(world)
    chat_care.build(world)


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


# --- The host ------------------------------------------------------------------------------------------

DESK = {
    "host": Seat.Role.HOST,
    "counselor": Seat.Role.HOST,
    "coordinator": Seat.Role.GREETER,
    "member": Seat.Role.MEMBER,
    "guest": Seat.Role.MEMBER,
    "neighbour": Seat.Role.MEMBER,
}


def build_host(world: World) -> None:
    """`desk` has two hosts and a greeter; the newcomer waits, the neighbour was asked to leave."""
    world.desk = _room_with(world, DESK)
    seat = {name: Seat.objects.select_related("room", "user").get(room=world.desk, user=world.people[name])
            for name in DESK}  # fmt: skip
    world.desk_seat, world.desk_host_seat = seat["member"], seat["host"]
    world.removal = acts.ask_to_leave(actor=world.host, seat=seat["neighbour"], words="", now=world.now)
    world.put_out = LobbyEntry.objects.get(room=world.desk, user=world.neighbour)
    world.hidden_words = _hidden(world, seat["guest"])
    Room.objects.filter(pk=world.desk.pk).update(has_lobby=True, reads_first=True)
    world.desk.refresh_from_db()
    world.at_door = lobby.come(
        room=world.desk, user=world.newcomer, alias="Green Field", role="member", now=world.now
    )
    world.held_words = _post(world, world.member, "Read me first.")
    world.ban_question = acts.ask_ban(
        actor=world.host, seat=seat["guest"], days=30, words="", reason="sells", now=world.now
    )
    world.asked = accounts.ask_to_open(
        actor=world.counselor, seat=world.desk_seat, reason="a threat", now=world.now
    )
    agreed = accounts.ask_to_open(actor=world.counselor, seat=world.desk_seat, reason="again", now=world.now)
    world.agreed = accounts.agree_to_open(actor=world.manager, opening=agreed, now=world.now)
    world.alone = _room_with(world, DESK)
    Room.objects.filter(pk=world.alone.pk).update(host_away_at=world.now)
    world.alone.refresh_from_db()


def _room_with(world: World, roles: dict[str, str]) -> Room:
    room = rooms.create_room(
        kind=Room.Kind.MEETING, title="Evening Circle", opens_at=world.now,
        closes_at=world.now + timedelta(hours=1), back_path="/today/", after_path="/today/",
        centre=world.centre, handle_key=new_key(), now=world.now,
    )  # fmt: skip
    for name, role in roles.items():
        alias = f"{name} at the desk".title()
        seats.give_seat(room=room, user=world.people[name], alias=alias, role=role, now=world.now)
    return rooms.open_room(actor=world.host, room=room, now=world.now)


def _post(world: World, author: Any, text: str) -> Event:
    posted = messages.post_message(actor=author, room=world.desk, cid=uuid.uuid4(), text=text, now=world.now)
    return Event.objects.select_related("room", "seat").get(room=world.desk, seq=posted.seq)


def _hidden(world: World, seat: Seat) -> Event:
    event = _post(world, seat.user, "Hidden by mistake.")
    messages.hide_message(actor=world.host, event=event, now=world.now)
    event.refresh_from_db()
    return event


HOSTS = "host counselor"
RULES |= {
    "chat.see_host_page": [Row(lambda w: w.desk, may="host counselor coordinator")],
    "chat.keep_door": [Row(lambda w: w.desk, may="host counselor coordinator")],
    "chat.write_from_door": [
        Row(lambda w: w.at_door, may="newcomer"),
        Row(lambda w: w.put_out, may="neighbour"),
    ],
    "chat.ask_again": [Row(lambda w: w.at_door), Row(lambda w: w.put_out, may="neighbour")],
    "chat.settle_held": [Row(lambda w: w.held_words, may=HOSTS), Row(lambda w: w.words)],
    "chat.show_again": [Row(lambda w: w.hidden_words, may=HOSTS), Row(lambda w: w.words)],
    "chat.set_room": [Row(lambda w: w.desk, may=HOSTS)],
    "chat.act_on_seat": [Row(lambda w: w.desk_seat, may=HOSTS), Row(lambda w: w.desk_host_seat)],
    "chat.agree_ban": [Row(lambda w: w.ban_question, may="counselor"), Row(lambda w: w.removal)],
    "chat.undo_act": [Row(lambda w: w.removal, may=HOSTS), Row(lambda w: w.ban_question, may=HOSTS)],
    "chat.write_to_hosts": [Row(lambda w: w.desk, may="coordinator member guest")],
    "chat.write_to_seat": [Row(lambda w: w.desk_seat, may=HOSTS), Row(lambda w: w.desk_host_seat)],
    "chat.take_over": [Row(lambda w: w.desk), Row(lambda w: w.alone, may="coordinator")],
    # Hosts who work at the centre; then a second person of its staff; then those two.
    "chat.ask_to_open": [Row(lambda w: w.desk_seat, may="counselor")],
    "chat.agree_to_open": [Row(lambda w: w.asked, may="coordinator manager")],
    "chat.open_account": [Row(lambda w: w.asked), Row(lambda w: w.agreed, may="counselor manager")],
}


def of_desk(world: World) -> dict[str, str]:
    return {"code": world.desk.code}


def of_seat(world: World) -> dict[str, str]:
    return {"code": world.desk.code, "seat": world.desk_seat.code}


def of_entry(world: World) -> dict[str, str]:
    return {"code": world.desk.code, "entry": world.at_door.code}


def add_waiting(world: World) -> None:
    somebody = User.objects.create(sign_in_name=f"w-{uuid.uuid4().hex[:12]}", public_name="Somebody")
    alias, seen = uuid.uuid4().hex[:8], timezone.now()
    LobbyEntry.objects.create(
        room=world.desk, user=somebody, alias=alias, alias_folded=alias, asked_at=world.now, seen_at=seen
    )


def add_act(world: World) -> None:
    acts.rest(actor=world.host, seat=world.desk_seat, minutes=5, words="", reason="so", now=world.now)


def add_said(world: World) -> None:
    for entry in (world.put_out, world.at_door):
        LobbyWord.objects.create(entry=entry, by_keeper=True, text="We are here.")


def add_opening(world: World) -> None:
    """At both centres: whoever is asked sees one more."""
    other = _room_with(world, {"host": Seat.Role.HOST, "stranger": Seat.Role.MEMBER})
    Room.objects.filter(pk=other.pk).update(centre=world.other_centre)
    seat = Seat.objects.get(room=other, user=world.stranger)
    for about in (world.desk_seat, seat):
        Opening.objects.create(seat=about, asked_by=world.counselor, reason="why")


OF_DESK = {
    "moved": HOSTS, "forbidden": "coordinator member guest", "sign_in": "visitor closed", "hidden": "*",
    "lists": None,
}  # fmt: skip
OF_DOOR = OF_DESK | {"moved": "host counselor coordinator", "forbidden": "member guest"}
AT_DOOR = {"sign_in": "visitor closed", "hidden": "*", "lists": None}

URLS += [
    Url(
        "room_wait", of_desk, ok="newcomer neighbour", sign_in="visitor closed", hidden="*",
        writes=frozenset({"chat_lobbyentry"}), lists=add_said,
    ),
    Url("wait_word", of_desk, post=lambda w: {"text": "Hello"}, moved="newcomer neighbour", **AT_DOOR),
    Url("wait_again", of_desk, post=nothing, moved="neighbour", forbidden="newcomer", **AT_DOOR),
    Url("wait_stop", of_desk, post=nothing, moved="newcomer neighbour", **AT_DOOR),
    Url(
        "room_host", of_desk, ok="host counselor coordinator", forbidden="member guest",
        sign_in="visitor closed", hidden="*", lists=add_waiting,
    ),
    Url(
        "room_person", of_seat, ok=HOSTS, forbidden="coordinator member guest",
        sign_in="visitor closed", hidden="*", lists=add_act,
    ),
    Url("host_settings", of_desk, post=lambda w: {"slow_seconds": 20}, **OF_DESK),
    Url("host_calm", of_desk, post=nothing, **OF_DESK),
    Url(
        "host_take_over", lambda w: {"code": w.alone.code}, post=nothing, moved="coordinator",
        forbidden="host counselor member guest neighbour", sign_in="visitor closed", hidden="*", lists=None,
    ),
    Url("lobby_admit_all", of_desk, post=nothing, **OF_DOOR),
    *(Url(name, of_entry, post=lambda w: {"text": "Hello"}, **OF_DOOR)
      for name in ("lobby_admit", "lobby_not_today", "lobby_word")),
    Url("act_undo", lambda w: {"code": w.desk.code, "act": w.removal.code}, post=nothing,
        moved=HOSTS, sign_in="visitor closed", hidden="*", lists=None),
    Url("act_agree", lambda w: {"code": w.desk.code, "act": w.ban_question.code}, post=nothing,
        moved="counselor", forbidden="host", sign_in="visitor closed", hidden="*", lists=None),
    Url("hosts_word", of_desk, post=lambda w: {"text": "Hello"}, moved="coordinator member guest",
        forbidden=HOSTS, sign_in="visitor closed", hidden="*", lists=None),
    Url("person_act", of_seat, post=lambda w: {"act": "rest_5"}, **OF_DESK),
    Url("person_word", of_seat, post=lambda w: {"text": "Hello"}, **OF_DESK),
    Url("person_account", of_seat, post=lambda w: {"reason": "a threat"},
        **(OF_DESK | {"moved": "counselor", "forbidden": "host coordinator member guest"})),
    *(Url(name, lambda w: {"code": w.desk.code, "seq": w.held_words.seq}, post=nothing,
          moved=HOSTS, forbidden="member", sign_in="visitor closed", hidden="*", lists=None)
      for name in ("held_let", "held_keep")),
    Url("message_show", lambda w: {"code": w.desk.code, "seq": w.hidden_words.seq}, post=nothing,
        moved=HOSTS, forbidden="guest", sign_in="visitor closed", hidden="*", lists=None),
    Url("openings", ok="counselor coordinator manager other_manager", sign_in="visitor closed", hidden="*",
        lists=add_opening),
    Url("opening_agree", lambda w: {"code": w.asked.code}, post=nothing, moved="coordinator manager",
        forbidden="counselor", sign_in="visitor closed", hidden="*", lists=None),
    Url("opening_see", lambda w: {"code": w.agreed.code}, post=nothing, ok="counselor manager",
        forbidden="coordinator", sign_in="visitor closed", hidden="*", lists=None),
]  # fmt: skip


# --- Looking after one another -----------------------------------------------------------------------------

RULES |= chat_care.RULES
URLS += chat_care.URLS
