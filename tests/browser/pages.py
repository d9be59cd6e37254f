"""People and meetings in every state a page can show. `make` runs inside the site, not in the test."""

import json
import uuid
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.test import Client
from django.utils import timezone

from accounts.models import Centre, Membership, StaffRole, User
from accounts.services import consent
from chat.models import Room
from chat.services import messages, rooms
from groups.models import Attendance, Group, GroupRole, ImportRun, Language, MeetingSeries, Occurrence
from groups.services import dates, imports, meetings
from groups.services import series as series_services
from groups.services.import_steps import Options
from journey.models import Goal, Sheet
from journey.services import setbacks
from journey.services.setbacks import NewStart
from notifications import links
from tests.browser import beside, desk, family, mentoring
from tests.cast import World
from tests.groups.importing.makers import MEETING, as_json, meeting
from tests.journey import making
from tests.matrix.accounts import add_second_step

CODE = """
import json
from tests.browser.pages import make
print("MADE" + json.dumps(make({looks!r})))
"""
ZONE = ZoneInfo("Asia/Dhaka")
# One of each; whoever ends a session or an account in a test has a person for it alone.
ALONE = {
    "simran": "Simran", "river": "Slow River", "leaver": "Grey Cloud", "roamer": "Warm Stone",
    "closing": "Early Star",
}  # fmt: skip
PASSWORD = "walk-by-the-river-9"
HALL = {"name": "Community hall", "address": "12 Lake Lane\nMirpur", "area": "Mirpur", "city": "Dhaka"}
WORDS = (
    ("simran", "Good evening. There is tea, and there is time."),
    ("member", "سب کو سلام۔ آج کا دن لمبا تھا۔"),
    ("river", "I walked along the river this morning, and for the first time in weeks it was quiet in me."),
    ("member", "This one was sent too early."),
    ("river", "This one was unkind."),
    ("simran", "Thank you. Who would like to go on?"),
)


def made(stack, looks: list[tuple[str, str]]) -> dict:
    """For each language and theme one person of each kind, signed in; and the codes of the meetings."""
    said = stack.shell(CODE.format(looks=looks))
    return json.loads(said.rpartition("MADE")[2])


@dataclass
class Place:
    """What is being made."""

    now: datetime
    people: dict[str, User] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)

    def person(self, key: str, name: str, **fields) -> User:
        user = User(public_name=name, time_zone="Asia/Dhaka", adult_confirmed_at=self.now, **fields)
        if not user.is_guest:
            user.sign_in_name = f"p-{uuid.uuid4().hex[:10]}"
        user.set_unusable_password()
        user.save()
        self.people[key] = user
        return user


def make(looks: list[tuple[str, str]]) -> dict:
    place = Place(timezone.now())
    with transaction.atomic():
        place.centre = Centre.objects.create(name="Riverside House", country="BD", time_zone="Asia/Dhaka")
        for key, name in ALONE.items():
            place.person(key, name)
        place.simran = place.people["simran"]
        place.group = _group(place, "Evening Circle")
        place.closed = _group(
            place, "Tuesday Group", kind="therapy", join_policy="staff", visibility="members"
        )
        place.codes |= {"group": place.group.code, "closed-group": place.closed.code}
        _timetable(place)
        for language, theme in looks:
            _people(place, language, theme)
            _journey(place, language)
        _rooms(place)
        _lists(place)
        mentoring.add(place)
        desk.add(place)
        beside.add(place)
    keys = {key: _session(place, user) for key, user in place.people.items()}
    place.codes["closing"] = place.people["closing"].code
    place.codes["roamer"] = _give_password(place.people["roamer"])
    return {"codes": place.codes, "keys": keys}


def _group(place: Place, name: str, **fields) -> Group:
    group = Group.objects.create(
        **fields,
        centre=place.centre,
        name=name,
        time_zone="Asia/Dhaka",
        notes_public="One reading, then each of us may share.\n\nNobody has to.",
        agreements="Be kind.\nOne voice at a time.",
    )
    GroupRole.objects.create(user=place.simran, group=group, role="facilitator")
    return group


def _people(place: Place, language: str, theme: str) -> None:
    own = {"language": language, "theme": theme}
    names = {"member": "Paper Boat", "host": "Quiet Heron", "newcomer": "New Field", "manager": "Amina"}
    for key, name in names.items():
        user = place.person(f"{key}-{language}", name, **own)
        Membership.objects.create(user=user, centre=place.centre)
    guest = {"is_guest": True, "guest_until": place.now + timedelta(hours=3)}
    place.person(f"guest-{language}", "Blue Kite", **own, **guest)
    for key, role in (("member", "member"), ("host", "facilitator")):
        GroupRole.objects.create(user=place.people[f"{key}-{language}"], group=place.group, role=role)
    manager = place.people[f"manager-{language}"]
    StaffRole.objects.create(user=manager, centre=place.centre, role="manager")
    place.codes[f"stop-{language}"] = links.stop_path(place.people[f"member-{language}"].code)


def _journey(place: Place, language: str) -> None:
    """The member has one of everything, began again, and shares it with the host; each of the two looked."""
    member, host = place.people[f"member-{language}"], place.people[f"host-{language}"]
    days = making.filled(member, place.now)
    making.shared(member, host, now=place.now)
    said = NewStart(used_on=place.now.date() - timedelta(days=30), next_step="Call my sister")
    setbacks.begin_again_from(actor=member, days=days, said=said, now=place.now)
    making.counted(member, place.now.date() - timedelta(days=400), now=place.now, on_today=True)
    # A new beginning ended the first list and left a narrower one.
    codes = {"days": days.code, "grant": consent.given_by(member, place.now)[0].grant.code}
    codes["given"] = making.shared(host, member, now=place.now).code
    sheet = Sheet.objects.filter(user=member).first()
    codes |= {"goal": Goal.objects.filter(user=member).first().code, "sheet": sheet.code}
    codes |= family.add(place, language)
    place.codes |= {f"{name}-{language}": code for name, code in codes.items()}


# --- Meetings -----------------------------------------------------------------------------------


def _timetable(place: Place) -> None:
    now = place.now
    both = list(Language.objects.filter(code__in=("bn", "en")))
    kind = {"newcomers_welcome": True, "for_women": True, "medication_welcome": True, "languages": both}
    _series(place, "open", "Open Door", now - timedelta(minutes=12), **kind, notes="Somebody is here.")
    _series(place, "closed", "Tuesday Group", now - timedelta(minutes=2), group=place.closed)
    _series(place, "waiting", "Evening Tea", now + timedelta(minutes=5), languages=both)
    _series(place, "over", "Long Walk", now - timedelta(minutes=40))
    _series(place, "later", "Lantern Walk", now + timedelta(hours=5))
    hall = {"attendance": "in_person", "online_kind": "", "new_place": HALL, "wheelchair": True}
    place.hall = _series(place, "hall", "Morning Reflection", now + timedelta(hours=6), **hall)
    phone = {"attendance": "telephone", "online_kind": "phone", "conference_phone": "+8800000000000"}
    _series(place, "phone", "By the Phone", now - timedelta(minutes=5), **phone)
    link = {"online_kind": "link", "conference_url": "https://meet.example/x"}
    _series(place, "link", "On a Screen", now - timedelta(minutes=3), **link)
    days = place.hall.occurrences.filter(starts_at__gt=now).order_by("starts_at")
    day = list(days.values_list("local_date", flat=True))
    actor = {"actor": place.simran, "series": place.hall, "now": now}
    dates.cancel_date(**actor, local_date=day[0], note="A holiday")
    dates.move_date(**actor, local_date=day[1], new_date=day[1], new_start=time(21))
    stopped = _series(place, "stopped", "Old Friends", now + timedelta(hours=7))
    series_services.close_series(actor=place.simran, series=stopped, now=now)
    paused = _series(place, "paused", "Quiet Hour", now + timedelta(hours=7))
    series_services.pause_series(actor=place.simran, series=paused, now=now)


def _series(
    place: Place, key: str, name: str, start: datetime, group: Group | None = None, **fields
) -> MeetingSeries:
    local = start.astimezone(ZONE)
    plan = {"online_kind": "room", "weekdays": 127, "duration_minutes": 60}
    series = series_services.create_series(
        actor=place.simran,
        group=group or place.group,
        now=place.now,
        name=name,
        local_start=local.time().replace(second=0, microsecond=0),
        start_date=(local - timedelta(days=3)).date(),
        **(plan | fields),
    )
    place.codes[key] = series.code
    return series


# --- Rooms --------------------------------------------------------------------------------------


def _rooms(place: Place) -> None:
    GroupRole.objects.create(user=place.people["river"], group=place.closed, role="member")
    for key in ("closed", "waiting", "open", "over"):
        occurrence = meetings.reachable_occurrence(
            series=MeetingSeries.objects.get(code=place.codes[key]), now=place.now
        )
        for who, user in place.people.items():
            if _comes(key, who, user):
                _seat(place, who, user, occurrence)
        room = meetings.ensure_room(occurrence=occurrence, now=place.now)
        place.codes[f"room-{key}"] = room.code
        if key == "closed":
            rooms.open_room(actor=place.simran, room=room, now=place.now)
        elif key != "waiting":
            rooms.open_room(actor=place.simran, room=room, now=place.now)
            _talk(place, room)
    rooms.close_room(actor=place.simran, room=room, now=place.now)
    _records(place, occurrence)


def _comes(key: str, who: str, user: User) -> bool:
    if key == "closed":
        return who in ("simran", "river")
    return not who.startswith(("newcomer", "manager")) and (key == "open" or not user.is_guest)


def _seat(place: Place, who: str, user: User, occurrence: Occurrence) -> None:
    """The same name twice would be refused: in a room each has one's own."""
    alias = {"ur": "نرم ہوا {}", "en": "{}"}[user.language].format(user.public_name)
    meetings.go_in(actor=user, occurrence=occurrence, alias=alias, now=place.now)


def _talk(place: Place, room: Room) -> None:
    now = place.now
    for language in sorted({user.language for user in place.people.values()}):
        for who, text in WORDS:
            user = place.people.get(f"{who}-{language}") or place.people[who]
            posted = messages.post_message(actor=user, room=room, cid=uuid.uuid4(), text=text, now=now)
            event = room.events.get(seq=posted.seq)
            now += timedelta(seconds=20)
            if "too early" in text:
                messages.take_back(actor=user, event=event, now=now)
            if "unkind" in text:
                messages.hide_message(actor=place.simran, event=event, now=now)


def _records(place: Place, occurrence: Occurrence) -> None:
    before = occurrence.series.occurrences.filter(starts_at__lte=occurrence.starts_at)
    for key, user in place.people.items():
        if key.startswith("member"):
            for number, each in enumerate(before.order_by("-starts_at")[:3]):
                seconds = 3000 - 1200 * number
                Attendance.objects.update_or_create(
                    occurrence=each, user=user, defaults={"seconds": seconds, "open_seconds": 3600}
                )


# --- Foreign lists ------------------------------------------------------------------------------


def _lists(place: Place) -> None:
    good = [MEETING, meeting(slug="b", name="River Steps", time="8:00", types=["O", "W"], day="9")]
    one = _list(place, "ready", as_json(*good, meeting(slug="c", name="Hill Steps", time="25:99")))
    saved = _list(place, "saved", as_json(meeting(slug="d", name="Bridge")))
    undone = _list(place, "undone", as_json(meeting(slug="e", name="Ferry")))
    _list(place, "failed", b"BEGIN:VCALENDAR")
    for run in (saved, undone):
        imports.confirm_import(actor=run.by, run=run, now=place.now)
        imports.work_on(run.pk, place.now)
    imports.undo_import(actor=undone.by, run=undone, now=place.now)
    imports.work_on(undone.pk, place.now)
    busy = ImportRun.objects.create(
        centre=place.centre, location="file:long.json", done=40, lease_until=place.now + timedelta(hours=1)
    )
    place.codes["list-busy"], place.codes["list-ready"] = busy.code, one.code


def _list(place: Place, key: str, data: bytes) -> ImportRun:
    actor = next(user for who, user in place.people.items() if who.startswith("manager"))
    run = imports.start_import(
        actor=actor,
        centre=place.centre,
        file=(f"{key}.json", data),
        address="",
        options=Options(time_zone="Asia/Dhaka", is_new_list=True),
        now=place.now,
    )
    imports.work_on(run.pk, place.now)
    run.refresh_from_db()
    place.codes[f"list-{key}"] = run.code
    return run


def _give_password(user: User) -> str:
    """The name to sign in with."""
    user.set_password(PASSWORD)
    user.save()
    return user.sign_in_name


# --- Signing in ---------------------------------------------------------------------------------


def _session(place: Place, user: User) -> str:
    client = Client()
    client.force_login(user)
    if user.staff_roles.exists():
        world = World(people={"one": user}, session={}, now=place.now)
        add_second_step(world, "one")
        kept = client.session
        kept.update(world.session["one"])
        kept.save()
    return client.cookies[settings.SESSION_COOKIE_NAME].value
