"""One meeting with everybody who is ever near one: who they are, and the room in each of its states.

`room_table.py` says what each of them may do here; `test_room.py` and `test_room_sockets.py` ask.
"""

import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from accounts.models import Centre, StaffRole, User
from chat.models import Act, Event, LobbyEntry, Room, Seat
from chat.services import acts, care, lobby, messages, plan, private, rooms, seats, sweeping, turns
from groups.models import Group, GroupRole, Occurrence
from groups.services import meetings
from groups.services import roles as group_roles
from safeguarding.models import Check
from safeguarding.services import blocks
from tests.groups import factories

# With a live seat in the room.
SEATED = {
    "host": "facilitates the group",
    "counselor": "looks after the group and works at its centre: the second host",
    "greeter": "greets in the group",
    "member": "sits, and has blocked `apart`",
    "sharer": "sits; where people take turns it is theirs",
    "guest": "sits under an alias, without an account",
    "apart": "sits, and was blocked by the member",
    "resting": "sits, and was asked to rest from writing",
}
# Without one.
OUTSIDE = {
    "waiting": "stands at the door",
    "left": "sat here, went, and is in the group no more",
    "removed": "was asked to leave today",
    "banned": "may not come into the group's rooms for a time",
    "elsewhere": "a host of another group of the same centre",
    "staff": "works at the centre",
    "other_staff": "works at another centre",
    "visitor": "is not signed in",
}
EVERYBODY = {**SEATED, **OUTSIDE}

ROLES = {
    "host": GroupRole.Role.FACILITATOR,
    "counselor": GroupRole.Role.COUNSELOR,
    "greeter": GroupRole.Role.GREETER,
}
STATES = ("scheduled", "waiting", "open", "turns", "listening", "winding_down", "closed", "over", "gone")


@dataclass
class Stage:
    """`seat["member"]` and `people["member"]`; the rest is what the table speaks about."""

    now: datetime
    people: dict[str, Any] = field(default_factory=dict)
    seat: dict[str, Seat] = field(default_factory=dict)
    room: Room = field(default_factory=Room)
    other_room: Room = field(default_factory=Room)
    occurrence: Occurrence = field(default_factory=Occurrence)
    words: Event = field(default_factory=Event)
    held: Event = field(default_factory=Event)
    hidden: Event = field(default_factory=Event)
    act: Act = field(default_factory=Act)
    ban: Act = field(default_factory=Act)
    check: Check = field(default_factory=Check)
    at_door: LobbyEntry = field(default_factory=LobbyEntry)

    @property
    def code(self) -> str:
        return self.room.code

    def post(self, name: str, text: str) -> Event:
        posted = messages.post_message(
            actor=self.people[name], room=self.room, cid=uuid.uuid4(), text=text, now=self.now
        )
        return Event.objects.get(room=self.room, seq=posted.seq)

    def change(self, **fields: Any) -> None:
        Room.objects.filter(pk=self.room.pk).update(**fields)
        self.room = Room.objects.get(pk=self.room.pk)


def build() -> Stage:
    """The meeting is open and people talk, with a turn given and a plan, when this ends."""
    stage = Stage(timezone.now())
    centre, other_centre = factories.centre(), factories.centre("South House")
    stage.people = {name: _person(name, stage.now) for name in EVERYBODY if name != "visitor"}
    stage.people["visitor"] = AnonymousUser()
    for name, at in (("counselor", centre), ("staff", centre), ("other_staff", other_centre)):
        StaffRole.objects.create(user=stage.people[name], centre=at, role="counselor")
    group = factories.group(centre)
    for name in (*SEATED, "left", "removed", "banned"):
        if name != "guest":
            factories.role(stage.people[name], group, ROLES.get(name, GroupRole.Role.MEMBER))
    stage.occurrence = _meeting(group, stage.now)
    _other_meeting(stage, centre)
    _everybody_comes(stage)
    _everything_happens(stage, group)
    stage.change(mode=Room.Mode.OPEN_TALK)
    return stage


def _person(name: str, now: datetime) -> User:
    fields: dict[str, Any] = {"public_name": name.title(), "adult_confirmed_at": now}
    if name == "guest":
        fields |= {"is_guest": True, "guest_until": now + timedelta(hours=3)}
    return User.objects.create_user(None if name == "guest" else f"{name}-{uuid.uuid4().hex[:8]}", **fields)


def _meeting(group: Group, now: datetime) -> Occurrence:
    series = factories.series(group)
    return Occurrence.objects.create(
        series=series, group=group, local_date=now.date(), starts_at=now,
        ends_at=now + timedelta(hours=1), visibility=series.visibility,
    )  # fmt: skip


def _other_meeting(stage: Stage, centre: Centre) -> None:
    group = factories.group(centre, "Morning Circle")
    factories.role(stage.people["elsewhere"], group, GroupRole.Role.FACILITATOR)
    meeting = _meeting(group, stage.now)
    stage.other_room = come(stage, "elsewhere", meeting).room
    rooms.open_room(actor=stage.people["elsewhere"], room=stage.other_room, now=stage.now)


def come(stage: Stage, name: str, meeting: Occurrence | None = None) -> Any:
    return meetings.go_in(
        actor=stage.people[name], occurrence=meeting or stage.occurrence,
        alias=f"{name} here".title(), now=stage.now,
    )  # fmt: skip


def _everybody_comes(stage: Stage) -> None:
    inside = (*SEATED, "left", "removed", "banned")
    stage.seat = {name: come(stage, name) for name in inside}
    stage.room = stage.seat["host"].room
    rooms.open_room(actor=stage.people["host"], room=stage.room, now=stage.now)
    # Nobody's words wait for a host because they are new here.
    Seat.objects.filter(room=stage.room).update(is_first_time=False, shown=9)
    stage.seat = {
        name: Seat.objects.select_related("room", "user").get(pk=s.pk) for name, s in stage.seat.items()
    }
    stage.change(has_lobby=True)
    stage.at_door = come(stage, "waiting")


def _everything_happens(stage: Stage, group: Group) -> None:
    people, seat, now = stage.people, stage.seat, stage.now
    host, counselor = people["host"], people["counselor"]
    stage.words = stage.post("member", "Good evening.")
    stage.hidden = stage.post("guest", "Hidden by mistake.")
    messages.hide_message(actor=host, event=stage.hidden, now=now)
    stage.hidden.refresh_from_db()
    stage.change(reads_first=True)
    stage.held = stage.post("guest", "Read me first.")
    stage.change(reads_first=False)
    stage.act = acts.rest(actor=host, seat=seat["resting"], minutes=15, words="", reason="so", now=now)
    acts.ask_to_leave(actor=host, seat=seat["removed"], words="", now=now)
    asked = {"days": 30, "words": "", "reason": "sells", "now": now}
    banned = acts.ask_ban(actor=host, seat=seat["banned"], **asked)
    acts.agree_ban(actor=counselor, act=banned, now=now)
    stage.ban = acts.ask_ban(actor=host, seat=seat["guest"], **asked)
    seats.leave_room(actor=people["left"], room=stage.room, now=now)
    membership = GroupRole.objects.get(user=people["left"], group=group)
    group_roles.end_role(actor=people["left"], role=membership, now=now)
    blocks.block(actor=people["member"], person=people["apart"], now=now)
    stage.change(mode=Room.Mode.TAKING_TURNS)
    plan.set_plan(room=stage.room, steps=[("Welcome", 5), ("Sharing", 30)], now=now)
    turns.raise_hand(actor=people["guest"], room=stage.room, now=now)
    turns.give_turn(actor=host, room=stage.room, seat_code=seat["sharer"].code, now=now)
    private.write_to_hosts(actor=people["member"], room=stage.room, text="A word.", now=now)
    private.write_to_seat(actor=host, seat=seat["member"], text="A word back.", now=now)
    stage.check = care.check_on(actor=host, seat=seat["member"], now=now)
    lobby.write_to_waiting(actor=host, entry=stage.at_door, text="Soon.", now=now)


def set_state(stage: Stage, state: str) -> None:
    """The same meeting, a little earlier or later. What is to be kept stands in a savepoint around this."""
    now, modes = stage.now, Room.Mode
    before = {
        "opened_at": None,
        "opens_at": now + timedelta(minutes=40),
        "closes_at": now + timedelta(hours=2),
    }
    changes: dict[str, dict[str, Any]] = {
        "scheduled": before | {"state": "scheduled"},
        "waiting": before | {"state": "waiting", "opens_at": now + timedelta(minutes=5)},
        "open": {"mode": modes.OPEN_TALK},
        "turns": {"mode": modes.TAKING_TURNS},
        "listening": {"mode": modes.LISTENING},
        "winding_down": {"state": "winding_down"},
        "closed": {"state": "closed", "closed_at": now},
        # Over for its people, and the words are not swept yet.
        "over": {"state": "closed", "closed_at": now - timedelta(minutes=20)},
        "gone": {"state": "closed", "closed_at": now - timedelta(days=3)},
    }
    stage.change(**changes[state])
    Occurrence.objects.filter(pk=stage.occurrence.pk).update(
        starts_at=stage.room.opens_at, ends_at=stage.room.closes_at
    )
    if state == "gone":
        sweeping.sweep_messages(now)
        stage.room = Room.objects.get(pk=stage.room.pk)
