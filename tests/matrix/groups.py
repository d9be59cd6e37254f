"""Groups of centre A: one anybody may come to, one for its members, one circle with a fixed roster."""

from datetime import date, time, timedelta

from accounts.models import Centre
from groups.models import (
    Attendance,
    Group,
    GroupRole,
    ImportRun,
    Occurrence,
    SeasonalOverride,
)
from groups.services import meetings
from tests.cast import World
from tests.groups import factories, holding
from tests.matrix.tables import Row, Url


def build(world: World) -> None:
    """`meeting` is public, `circle_meeting` is for those with a role in the circle."""
    world.group = factories.group(world.centre)
    world.circle = factories.group(
        world.centre, "Friday Circle", kind=Group.Kind.CIRCLE, visibility="private"
    )
    for group in (world.group, world.circle):
        factories.role(world.host, group, GroupRole.Role.FACILITATOR)
        world.circle_role = factories.role(world.member, group)
    world.host_role_in_group = GroupRole.objects.get(user=world.host, group=world.group)
    world.member_role_in_group = GroupRole.objects.get(user=world.member, group=world.group)
    world.counselor_role = factories.role(world.counselor, world.group, GroupRole.Role.COUNSELOR)
    world.meeting = _meeting(world, world.group)
    world.circle_meeting = _meeting(world, world.circle)
    world.series, world.circle_series = world.meeting.series, world.circle_meeting.series
    for person in (world.host, world.member):
        meetings.go_in(actor=person, occurrence=world.meeting, alias=person.public_name, now=world.now)
    world.season = SeasonalOverride.objects.create(
        series=world.series, from_on=date(2020, 1, 1), to_on=date(2020, 1, 2), local_start=time(9)
    )
    world.import_run = add_import(world, world.centre)
    holding.add_care(world)


def of_plan(world: World) -> dict[str, str]:
    return {**of_group(world), "plan": world.plan.code}


def add_import(world: World, centre: Centre) -> ImportRun:
    rows = [["a", "", "", "back", ""]]
    return ImportRun.objects.create(
        centre=centre, state=ImportRun.State.READY, location="file:a.json", rows=rows
    )


def add_imports(world: World) -> None:
    for centre in (world.centre, world.other_centre):
        add_import(world, centre)


def add_change(world: World) -> None:
    world.import_run.plan.append(["a", "Lamplight", "created", []])
    world.import_run.save()


def _meeting(world: World, group: Group) -> Occurrence:
    series = factories.series(group)
    return Occurrence.objects.create(
        series=series,
        group=group,
        local_date=world.now.date(),
        starts_at=world.now,
        ends_at=world.now + timedelta(hours=1),
        visibility=series.visibility,
    )


def add_attendance(world: World) -> Attendance:
    return Attendance.objects.create(
        occurrence=holding.add_meeting(world), user=world.operator, seconds=3000, open_seconds=3600
    )


def add_greeter(world: World) -> GroupRole:
    return factories.role(factories.person("Early Star"), world.group, GroupRole.Role.GREETER)


def of_group(world: World) -> dict[str, str]:
    return {"code": world.group.code}


def of_room(world: World) -> dict[str, str]:
    return {"code": world.meeting.meeting_room.room.code}


def of_series(world: World) -> dict[str, str]:
    return {"code": world.series.code}


def of_date(world: World) -> dict[str, str]:
    return {**of_series(world), "day": world.meeting.local_date.isoformat()}


WITH_NAME = "newcomer member neighbour stranger host counselor coordinator manager other_manager operator"
STAFF = "counselor coordinator manager"
HOSTS = f"host {STAFF}"
# What a host's page answers. The manager of another centre may know a public group, and no more.
PAGE = {"ok": HOSTS, "forbidden": "other_manager", "sign_in": "visitor closed", "hidden": "*"}
POSTED = {"moved": HOSTS, "forbidden": "other_manager", "sign_in": "visitor closed", "hidden": "*"}
# A stand-in who said yes holds this one meeting; who may see it but does not hold it is told so.
OF_MEETING = {"ok": f"{HOSTS} member", "sign_in": "visitor closed", "forbidden": "*"}
HOSTED_GROUP = [Row(lambda w: w.group, may=HOSTS), Row(lambda w: w.circle, may="host")]
HOSTED_SERIES = [Row(lambda w: w.series, may=HOSTS), Row(lambda w: w.circle_series, may="host")]

RULES = {
    "groups.import_meetings": [Row(lambda w: w.centre, may="coordinator manager")],
    "groups.go_in": [
        # The guest already sits in another meeting's room.
        Row(lambda w: w.meeting, may=WITH_NAME),
        Row(lambda w: w.circle_meeting, may="host member"),
    ],
    "groups.be_reminded": [
        Row(lambda w: w.series, may=WITH_NAME),
        Row(lambda w: w.circle_series, may="host member"),
    ],
    "groups.open_host_pages": [Row(lambda w: None, may=f"{HOSTS} other_manager")],
    "groups.create_group": [
        Row(lambda w: w.centre, may=STAFF),
        Row(lambda w: w.other_centre, may="other_manager"),
    ],
    "groups.edit_group": HOSTED_GROUP,
    "groups.read_private_notes": [Row(lambda w: w.group, may=STAFF), Row(lambda w: w.circle)],
    "groups.open_roster": HOSTED_GROUP,
    "groups.give_role": HOSTED_GROUP,
    "groups.end_counselor_role": [Row(lambda w: w.group, may=STAFF), Row(lambda w: w.circle)],
    "groups.end_role": [
        Row(lambda w: w.member_role_in_group, may=f"member {HOSTS}"),
        Row(lambda w: w.counselor_role, may=STAFF),
        Row(lambda w: w.circle_role, may="member host"),
    ],
    "groups.join_group": [Row(lambda w: w.group, may=WITH_NAME), Row(lambda w: w.circle)],
    "groups.leave_group": [
        Row(lambda w: w.group, may="host member counselor"),
        Row(lambda w: w.circle, may="host member"),
    ],
    "groups.create_series": HOSTED_GROUP,
    "groups.edit_series": HOSTED_SERIES,
    "groups.change_date": HOSTED_SERIES,
    "groups.edit_plans": HOSTED_GROUP,
    "groups.plan_rota": HOSTED_SERIES,
    "groups.answer_rota": [Row(lambda w: w.slot, may="member")],
    "groups.see_reliability": [Row(lambda w: w.group, may=STAFF), Row(lambda w: w.circle)],
    "groups.give_service": HOSTED_GROUP,
    "groups.end_service": [Row(lambda w: w.term, may=f"member {HOSTS}")],
    "groups.host_meeting": [
        Row(lambda w: w.meeting, may=f"member {HOSTS}"),
        Row(lambda w: w.later, may=HOSTS),
        Row(lambda w: w.circle_meeting, may="host"),
    ],
    "groups.rsvp": [
        Row(lambda w: w.meeting, may=WITH_NAME),
        Row(lambda w: w.circle_meeting, may="host member"),
    ],
    "groups.leave_rsvp": [Row(lambda w: w.circle_meeting, may=WITH_NAME)],
    "groups.finish_follow_up": [Row(lambda w: w.follow_up, may=f"member {HOSTS}")],
    "groups.read_link": [
        Row(lambda w: w.meeting, may="host member"),
        Row(lambda w: w.later),
        Row(lambda w: w.linked_meeting, may="operator"),
    ],
    "groups.make_proof": [Row(lambda w: None, may=WITH_NAME)],
    "groups.revoke_proof": [Row(lambda w: w.confirmed.proof, may="member")],
}

IMPORTERS = "coordinator manager"
_import = {"kwargs": lambda w: {"code": w.import_run.code}}
_door = {"sign_in": "visitor closed", "hidden": "*"}

URLS = [
    Url("import_list", ok=f"{IMPORTERS} other_manager", **_door, lists=add_imports),
    Url("import_run", **_import, ok=IMPORTERS, **_door, lists=add_change),
    Url("import_report", **_import, ok=IMPORTERS, **_door, lists=None),
    Url("save_import", **_import, post=lambda w: {}, moved=IMPORTERS, **_door, lists=None),
    Url("drop_import", **_import, post=lambda w: {}, moved=IMPORTERS, **_door, lists=None),
    Url("undo_import", **_import, post=lambda w: {}, moved=IMPORTERS, **_door, lists=None),
    Url("home", ok="*", lists=None),
    Url("finder", ok="*", query="?when=any", lists=holding.add_meeting),
    Url("choose_zone", ok="*", lists=None),
    Url("meeting", of_series, ok="*", lists=None),
    Url("meeting_calendar", of_series, ok="*", lists=None),
    Url(
        "remind",
        of_series,
        post=lambda w: {"x": 1},
        moved=WITH_NAME,
        sign_in="visitor closed",
        forbidden="guest",
        lists=None,
    ),
    Url("today", ok="*", sign_in="visitor closed", lists=None),
    Url("my_turns", ok="*", sign_in="visitor closed", lists=holding.add_turn),
    Url(
        "answer_turn",
        lambda w: {"code": w.slot.code},
        post=lambda w: {"do": "no"},
        moved="member",
        forbidden=HOSTS,
        **_door,
        lists=None,
    ),
    Url(
        "end_service",
        lambda w: {"code": w.term.code},
        post=lambda w: {"x": 1},
        moved=f"member {HOSTS}",
        **_door,
        lists=None,
    ),
    Url(
        "finish_follow_up",
        lambda w: {"code": w.follow_up.code},
        post=lambda w: {"x": 1},
        moved=f"member {HOSTS}",
        **_door,
        lists=None,
    ),
    Url("host_plans", of_group, lists=holding.add_plan, **PAGE),
    Url("host_plan", of_plan, lists=None, **PAGE),
    Url("host_service", of_group, lists=holding.add_term, **PAGE),
    Url(
        "host_reliability",
        of_group,
        lists=holding.add_past_part,
        ok=STAFF,
        forbidden="host other_manager",
        **_door,
    ),
    Url("host_rota", of_series, lists=holding.add_planned_meeting, **PAGE),
    Url("host_meeting", of_date, lists=holding.add_slot_here, **OF_MEETING),
    Url("host_close", of_date, lists=holding.add_person_there, **OF_MEETING),
    Url(
        "rsvp",
        of_date,
        post=lambda w: {"do": "come"},
        moved=WITH_NAME,
        forbidden="guest",
        sign_in="visitor closed",
        lists=None,
    ),
    Url(
        "meeting_link",
        lambda w: {"code": w.linked.code},
        ok="operator",
        **_door,
        lists=None,
    ),
    Url("new_proof", ok=WITH_NAME, forbidden="guest", sign_in="visitor closed", lists=None),
    Url("proof", lambda w: {"code": w.confirmed.code}, ok="member", **_door, lists=None),
    Url(
        "revoke_proof",
        lambda w: {"number": w.confirmed.proof.pk},
        post=lambda w: {"x": 1},
        moved="member",
        **_door,
        lists=None,
    ),
    Url("type_proof", ok="*", lists=None),
    Url("verify_proof", lambda w: {"code": w.confirmed.code}, ok="*", lists=None),
    Url("meeting_in", of_series, ok="*", forbidden="guest", lists=None),
    Url("after_meeting", of_room, ok="host member", sign_in="visitor closed", hidden="*", lists=None),
    Url("my_record", ok="*", sign_in="visitor closed", lists=add_attendance),
    Url("group", of_group, ok="*", lists=None),
    Url(
        "join_group",
        of_group,
        post=lambda w: {"x": 1},
        moved=WITH_NAME,
        sign_in="visitor closed",
        forbidden="guest",
        lists=None,
    ),
    Url(
        "leave_group",
        of_group,
        post=lambda w: {"x": 1},
        moved="host member counselor",
        sign_in="visitor closed",
        forbidden="*",
        lists=None,
    ),
    Url(
        "host",
        ok=f"{HOSTS} other_manager",
        sign_in="visitor closed",
        hidden="*",
        lists=lambda w: factories.group(w.other_centre),
    ),
    Url(
        "host_new_group",
        ok=f"{STAFF} other_manager",
        forbidden="host",
        sign_in="visitor closed",
        hidden="*",
        lists=None,
    ),
    Url("host_group", of_group, lists=lambda w: factories.series(w.group), **PAGE),
    Url("host_edit_group", of_group, lists=None, **PAGE),
    Url("host_ways", of_group, lists=None, **PAGE),
    Url("host_group_state", of_group, post=lambda w: {"do": "pause"}, lists=None, **POSTED),
    Url("host_people", of_group, lists=add_greeter, **PAGE),
    Url(
        "host_end_role",
        of_group,
        post=lambda w: {"role": w.host_role_in_group.pk},
        lists=None,
        **POSTED,
    ),
    Url("host_new_series", of_group, lists=None, **PAGE),
    Url("host_series", of_series, lists=holding.add_meeting, **PAGE),
    Url("host_edit_series", of_series, lists=None, **PAGE),
    Url("host_series_state", of_series, post=lambda w: {"do": "pause"}, lists=None, **POSTED),
    Url(
        "host_change_date",
        of_series,
        post=lambda w: {"do": "restore", "day": w.meeting.local_date.isoformat()},
        lists=None,
        **POSTED,
    ),
    Url("host_add_date", of_series, lists=None, **PAGE),
    Url("host_move_date", of_date, lists=None, **PAGE),
    Url("host_add_season", of_series, lists=None, **PAGE),
    Url("host_remove_season", of_series, post=lambda w: {"season": w.season.pk}, lists=None, **POSTED),
]
