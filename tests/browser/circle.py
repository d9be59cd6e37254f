"""A meeting of twelve, and its room in every state. Both are made inside the site, not in the test."""

import json
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings as site
from django.db import transaction
from django.test import Client
from django.utils import timezone

from accounts.models import Centre, Membership, StaffRole, User
from chat.handles import new_key
from chat.models import LobbyEntry, Room, Seat
from chat.services import acts, care, holding, lobby, messages, plan, private, rooms, turns
from chat.services import settings as ways
from groups.models import Attendance, Group, GroupRole, Occurrence
from groups.services import meetings
from groups.services import series as series_services
from safeguarding.models import DutyShift

CODE = """
import json
from tests.browser import circle
print("MADE" + json.dumps(circle.{call}))
"""
ZONE = ZoneInfo("Asia/Dhaka")
# Who comes to the meeting. The last three stand for the disruption, the danger and the door.
TWELVE = {
    "simran": "Simran", "kite": "Blue Kite",
    "boat": "Paper Boat", "heron": "Quiet Heron", "river": "Slow River", "stone": "Warm Stone",
    "cloud": "Grey Cloud", "window": "Open Window", "field": "New Field",
    "drum": "Loud Drum", "star": "Early Star", "green": "Green Hill",
}  # fmt: skip
HOSTS, NEW = ("simran", "kite"), ("field", "green")
STEPS = [("Welcome", 5), ("Sharing round", 35), ("Good news", 10), ("Closing", 5)]
Looks = dict[str, tuple[str, str]]


def made(stack: Any, call: str, *given: Any) -> dict:
    """What a function of this module answers inside the site."""
    said = stack.shell(CODE.format(call=f"{call}(*{given!r})"))
    return json.loads(said.rpartition("MADE")[2])


@dataclass
class Circle:
    """One group with its people and today's meeting."""

    now: datetime
    looks: Looks
    people: dict[str, User] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.centre = Centre.objects.create(name="Lake House", country="BD", time_zone="Asia/Dhaka")
        self.group = Group.objects.create(
            centre=self.centre,
            name="Evening Circle",
            time_zone="Asia/Dhaka",
            agreements="Speak about yourself.\nNo advice unless someone asks.\nWhat is said here stays here.",
        )
        for key, name in TWELVE.items():
            self.people[key] = self.person(name, *self.looks.get(key, ("en", "light")))
        for key in HOSTS:
            GroupRole.objects.create(user=self.people[key], group=self.group, role="facilitator")

    def person(self, name: str, language: str, theme: str) -> User:
        user = User(
            public_name=name,
            sign_in_name=f"c-{uuid.uuid4().hex[:12]}",
            language=language,
            theme=theme,
            time_zone="Asia/Dhaka",
            adult_confirmed_at=self.now,
        )
        user.set_unusable_password()
        user.save()
        return user

    def somebody_is_on_duty(self) -> User:
        amina = self.person("Amina", "en", "light")
        StaffRole.objects.create(user=amina, centre=self.centre, role="counselor")
        Membership.objects.get_or_create(user=amina, centre=self.centre)
        hour = timedelta(hours=1)
        DutyShift.objects.create(
            centre=self.centre, user=amina, starts_at=self.now - hour, ends_at=self.now + hour
        )
        return amina

    def meeting(self) -> Occurrence:
        """It began two minutes ago. All but the new ones came before."""
        local = (self.now - timedelta(minutes=2)).astimezone(ZONE)
        series = series_services.create_series(
            actor=self.people["simran"],
            group=self.group,
            now=self.now,
            name="Evening Circle",
            local_start=local.time().replace(second=0, microsecond=0),
            start_date=(local - timedelta(days=3)).date(),
            online_kind="room",
            weekdays=127,
            duration_minutes=60,
        )
        last_week = Occurrence.objects.create(
            series=series,
            group=self.group,
            local_date=local.date() - timedelta(days=7),
            starts_at=local - timedelta(days=7),
            ends_at=local - timedelta(days=7, hours=-1),
        )
        Attendance.objects.bulk_create(
            Attendance(occurrence=last_week, user=user, seconds=3000, open_seconds=3600)
            for key, user in self.people.items()
            if key not in NEW
        )
        today = meetings.reachable_occurrence(series=series, now=self.now)
        assert today is not None
        return today

    def come(self, occurrence: Occurrence, keys: Iterable[str]) -> None:
        for key in keys:
            person = self.people[key]
            meetings.go_in(actor=person, occurrence=occurrence, alias=TWELVE[key], now=self.now)

    def keys(self) -> dict[str, str]:
        return {name: _session(user) for name, user in self.people.items()}


def make(looks: Looks) -> dict:
    """All twelve, eleven of them in their seats before the door opens; the twelfth waits at it."""
    with transaction.atomic():
        circle = Circle(timezone.now(), looks)
        circle.somebody_is_on_duty()
        occurrence = circle.meeting()
        circle.come(occurrence, [key for key in TWELVE if key != "green"])
        room = meetings.ensure_room(occurrence=occurrence, now=circle.now)
        ways.apply_defaults(room=room, has_lobby=True, reads_new_first=True)
        circle.come(occurrence, ["green"])
    seats = {seat.alias: seat.code for seat in room.seats.all()}
    return {
        "room": room.code,
        "keys": circle.keys(),
        "languages": {key: user.language for key, user in circle.people.items()},
        "seats": {key: seats[name] for key, name in TWELVE.items() if name in seats},
    }


def _session(user: User) -> str:
    client = Client()
    client.force_login(user)
    return client.cookies[site.SESSION_COOKIE_NAME].value


# --- A room in every state ------------------------------------------------------------------------


@dataclass
class Showing:
    """One room, and what is done in it so that a page has something to show."""

    circle: Circle
    now: datetime
    room: Room = field(init=False)
    seats: dict[str, Seat] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.room = rooms.create_room(
            kind=Room.Kind.MEETING,
            title="Evening Circle",
            opens_at=self.now,
            closes_at=self.now + timedelta(hours=1),
            back_path="/today/",
            after_path="/today/",
            now=self.now,
            centre=self.circle.centre,
            handle_key=new_key(),
        )
        plan.set_plan(room=self.room, steps=STEPS, now=self.now)
        for key in ("simran", "kite", "boat", "river", "heron", "drum"):
            self.seats[key] = self.sit(key)
        ways.apply_defaults(room=self.room, has_lobby=True, reads_new_first=True)

    def sit(self, key: str) -> Seat:
        """River is here for the first time."""
        came = lobby.come(
            room=self.room,
            user=self.circle.people[key],
            alias=TWELVE[key],
            role=Seat.Role.HOST if key in HOSTS else Seat.Role.MEMBER,
            is_first_time=key == "river",
            now=self.now,
        )
        assert isinstance(came, Seat)
        return came

    def do(self, service: Callable[..., Any], who: str, **details: Any) -> Any:
        self.room.refresh_from_db()
        if "seat" not in details and "event" not in details and "entry" not in details:
            details["room"] = self.room
        return service(actor=self.circle.people[who], now=self.now, **details)

    def say(self, who: str, text: str, note: str = "") -> int:
        self.now += timedelta(seconds=1)
        return self.do(messages.post_message, who, cid=uuid.uuid4(), text=text, note=note).seq

    def wait(self, who: str) -> LobbyEntry:
        person = self.circle.people[who]
        came = lobby.come(
            room=self.room, user=person, alias=TWELVE[who], role="member", is_first_time=True, now=self.now
        )
        assert isinstance(came, LobbyEntry)
        return came

    def open(self) -> None:
        self.do(rooms.open_room, "simran")
        self.say("simran", "Good evening. There is tea, and there is time.")
        self.say("boat", "سب کو سلام۔ آج کا دن لمبا تھا۔")
        self.say("heron", "I used on Saturday. I told my brother the same night.", note="using")
        self.say("heron", "For the first time in weeks it was quiet in me, walking along the river at six.")

    def mode(self, mode: str) -> None:
        self.do(ways.change_settings, "simran", changes={"mode": mode})


def states(language: str, theme: str) -> dict:
    """A room for each state, the same people in all of them."""
    looks = dict.fromkeys(TWELVE, (language, theme))
    with transaction.atomic():
        circle = Circle(timezone.now(), looks)
        codes = {name: _showing(circle, put) for name, put in SHOWN.items()}
    return {"rooms": codes, "keys": circle.keys()}


def _showing(circle: Circle, put: Callable[[Showing], None]) -> str:
    shown = Showing(circle, circle.now)
    put(shown)
    return shown.room.code


def _before(shown: Showing) -> None:
    shown.wait("green")


def _talk(shown: Showing) -> None:
    """With everything in it that a host may have to look at."""
    shown.open()
    green = shown.wait("green")
    shown.do(lobby.write_from_door, "green", entry=green, text="I am a bit nervous.")
    shown.do(lobby.write_to_waiting, "simran", entry=green, text="You are welcome. A minute, please.")
    shown.say("boat", "Call me on 98765 43210, I can help.")
    shown.say("river", "My first time here.")
    shown.say("drum", "You are all wasting your time.")
    shown.say("drum", "Nobody here can be helped.")
    shown.do(private.write_to_hosts, "river", text="I cannot do one more night like this.")
    shown.do(care.check_on, "simran", seat=shown.seats["river"])
    shown.do(private.write_to_seat, "kite", seat=shown.seats["river"], text="I am here with you.")
    shown.do(acts.rest, "kite", seat=shown.seats["heron"], minutes=5, words="", reason="A quarrel")


def _turns(shown: Showing) -> None:
    shown.open()
    shown.mode("taking_turns")
    shown.do(plan.next_step, "simran")
    for key in ("boat", "river", "heron"):
        shown.do(turns.raise_hand, key)
    shown.do(turns.next_turn, "simran")
    shown.say("boat", "Today is day 30. My mother made kheer. I washed the dishes.")


def _listening(shown: Showing) -> None:
    shown.open()
    shown.mode("listening")


def _winding_down(shown: Showing) -> None:
    shown.open()
    shown.do(rooms.wind_down_room, "simran")


def _closed(shown: Showing) -> None:
    shown.open()
    shown.do(rooms.close_room, "simran")


def _kept(shown: Showing) -> None:
    """What somebody reads whose words were kept back, and who rests; another one had to go."""
    shown.open()
    held = shown.say("boat", "Call me on 98765 43210, I can help.")
    event = shown.room.events.get(seq=held)
    shown.do(holding.keep_back, "simran", event=event, words="")
    shown.say("boat", "Then write to me: boat@mail.example")
    shown.do(private.write_to_seat, "simran", seat=shown.seats["boat"], text="We keep numbers out of here.")
    shown.do(acts.rest, "simran", seat=shown.seats["boat"], minutes=5, words="")
    shown.do(acts.ask_to_leave, "simran", seat=shown.seats["drum"], words="")
    shown.do(acts.back_to_lobby, "simran", seat=shown.seats["river"], words="")


SHOWN: dict[str, Callable[[Showing], None]] = {
    "before": _before,
    "talk": _talk,
    "turns": _turns,
    "listening": _listening,
    "winding_down": _winding_down,
    "closed": _closed,
    "kept": _kept,
}
