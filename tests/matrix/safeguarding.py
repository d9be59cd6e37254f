"""Reports, limits, checks and the crisis directory: who may, and which pages answer whom.

`case` is about the member and was told by the newcomer; the coordinator has it in hand. `limit` was set
on the neighbour by the coordinator, who asked for another look at it. `check` is about the member, and
the host was asked.
"""

import itertools
import uuid
from datetime import timedelta

from accounts.models import Membership, User
from safeguarding import subjects
from safeguarding.models import (
    Appeal,
    Block,
    Case,
    Check,
    CheckCall,
    CrisisLine,
    DutyShift,
    Report,
    SamePerson,
    Sanction,
    StaffChoice,
)
from safeguarding.subjects import Reportable, Subject
from tests.cast import World
from tests.matrix.tables import Row, Url

_numbers = itertools.count()
SIGNED_IN = (
    "guest newcomer member neighbour stranger host counselor coordinator manager other_manager operator"
)
WITH_NAME = SIGNED_IN.removeprefix("guest ")
STAFF = "counselor coordinator manager"
KEEPERS = "coordinator manager other_manager operator"


def build(world: World) -> None:
    world.line = make_line("bd-one", "BD")
    world.line_elsewhere = make_line("in-one", "IN")
    subjects.KINDS["sample"] = Reportable("sample", "A sample", lambda user, code, now: the_member(world))
    world.sample = the_member(world)
    world.about_member = Membership.objects.get(user=world.member)
    world.case = make_case(world, about=world.member, assigned_to=world.coordinator, assigned_at=world.now)
    world.women_case = make_case(world, about=world.member, for_women=True)
    world.case_on_staff = make_case(world, about=world.manager)
    world.loose_case = make_case(world, centre=None, about=None)
    Report.objects.create(case=world.case, reporter=world.newcomer, kind="sample", subject_code="one")
    StaffChoice.objects.create(user=world.counselor, takes_for_women=True)
    make_limits(world)
    make_checks(world)
    world.block = Block.objects.create(blocker=world.member, blocked=world.stranger)


def make_limits(world: World) -> None:
    lasting = {"step": "rest", "ends_at": world.now + timedelta(days=1), "confirmed_at": world.now}
    world.limit = make_limit(world, **lasting)
    world.proposed = make_limit(world, step="for_good")
    world.appeal = Appeal.objects.create(sanction=world.limit)


def make_limit(world: World, **fields) -> Sanction:
    return Sanction.objects.create(
        user=world.neighbour, centre=world.centre, words="Please rest.", made_by=world.coordinator, **fields
    )


def make_checks(world: World) -> None:
    later = world.now + timedelta(minutes=3)
    values = {"about": world.member, "alias": "Paper Boat", "centre": world.centre, "hand_over_at": later}
    world.check = Check.objects.create(place="one", **values)
    world.taken = Check.objects.create(place="two", taken_by=world.host, taken_at=world.now, **values)
    for check in (world.check, world.taken):
        CheckCall.objects.create(check_on=check, user=world.host)
    world.shift = DutyShift.objects.create(
        centre=world.centre,
        user=world.counselor,
        starts_at=world.now,
        ends_at=world.now + timedelta(hours=8),
    )


def the_member(world: World) -> Subject:
    return Subject("sample", "one", "Paper Boat", "/today/", person=world.member, centre=world.centre)


def make_case(world: World, **fields) -> Case:
    about = fields.get("about")
    values = {
        "centre": world.centre,
        "about_subject": about.subject if about else None,
        "thing": "" if about else f"page:{next(_numbers)}",
        "opened_at": world.now,
        "due_at": world.now + timedelta(hours=1),
    }
    return Case.objects.create(**(values | fields))


def make_line(key: str, country: str, **fields) -> CrisisLine:
    values = {
        "name": "Quiet Line", "number": "16263", "operator": "volunteers", "source": "a page",
        "situations": ["cannot_go_on"],
    }  # fmt: skip
    return CrisisLine.objects.create(key=key, country=country, **(values | fields))


def add_belonging(world: World) -> None:
    """At both centres, each time one more account of one person."""
    for centre in (world.centre, world.other_centre):
        made = User.objects.create_user(f"here-{next(_numbers)}", public_name="Late Lamp")
        Membership.objects.create(user=made, centre=centre)
        SamePerson.objects.create(user=made, person=uuid.UUID(int=centre.pk))


def add_line(world: World) -> CrisisLine:
    return make_line(f"bd-{CrisisLine.objects.count()}", "BD")


def add_case(world: World) -> Case:
    make_case(world, about=None, centre=world.other_centre)
    return make_case(world, about=None)


def add_loose_case(world: World) -> Case:
    return make_case(world, centre=None, about=None)


def add_told(world: World) -> None:
    for person in (world.operator, world.guest):
        Report.objects.create(
            case=add_case(world), reporter=person, kind="sample", subject_code=f"{next(_numbers)}"
        )


def add_told_to_case(world: World) -> None:
    Report.objects.create(
        case=world.case, reporter=world.guest, kind="sample", subject_code=f"{next(_numbers)}"
    )


def add_block(world: World) -> None:
    other = User.objects.create_user(f"apart-{next(_numbers)}", public_name="Late Lamp")
    for person in (world.operator, world.guest):
        Block.objects.create(blocker=person, blocked=other, alias="Late Lamp")


def add_limit(world: World) -> None:
    Sanction.objects.create(
        user=world.operator,
        centre=world.centre,
        words="Please rest.",
        step="rest",
        ends_at=world.now + timedelta(days=1),
        confirmed_at=world.now,
    )


def add_limit_at_both(world: World) -> None:
    for centre in (world.centre, world.other_centre):
        about = User.objects.create_user(f"rests-{next(_numbers)}", public_name="Late Lamp")
        Sanction.objects.create(
            user=about, centre=centre, words="Please rest.", step="rest", made_by=world.operator,
            ends_at=world.now + timedelta(days=1), confirmed_at=world.now,
        )  # fmt: skip


def add_settled(world: World) -> None:
    decided = {"decided_at": world.now, "decided_by": world.operator, "decision": "talked"}
    for centre in (world.centre, world.other_centre):
        case = make_case(world, about=None, centre=centre, **decided)
        Report.objects.create(case=case, kind="sample", subject_code="one", reason="selling")


def add_check(world: World) -> None:
    about = User.objects.create_user(f"near-{next(_numbers)}", public_name="Late Lamp")
    check = Check.objects.create(
        about=about,
        alias="Late Lamp",
        place="one",
        centre=world.centre,
        hand_over_at=world.now + timedelta(minutes=3),
    )
    for person in (world.host, world.operator):
        CheckCall.objects.create(check_on=check, user=person)


def add_step(world: World) -> None:
    world.check.steps.create(kind="note", text="Spoke.", by=world.host)


def add_shift(world: World) -> None:
    hours = timedelta(hours=next(_numbers) + 1)
    for centre, user in ((world.centre, world.manager), (world.other_centre, world.other_manager)):
        DutyShift.objects.create(
            centre=centre, user=user, starts_at=world.now + hours, ends_at=world.now + 2 * hours
        )


RULES = {
    "safeguarding.report": [
        Row(lambda w: w.sample, " ".join(set(SIGNED_IN.split()) - {"member"})),
        Row(lambda w: Subject("page", "1", "A page", "/"), SIGNED_IN),
    ],
    "safeguarding.block": [Row(lambda w: w.member, " ".join(set(SIGNED_IN.split()) - {"member"}))],
    "safeguarding.unblock": [Row(lambda w: w.block, "member")],
    "safeguarding.open_staff_desk": [Row(lambda w: w.centre, STAFF)],
    "safeguarding.see_case": [
        Row(lambda w: w.case, STAFF),
        Row(lambda w: w.women_case, "counselor"),
        Row(lambda w: w.case_on_staff, "counselor coordinator"),
        Row(lambda w: w.loose_case, ""),
    ],
    "safeguarding.take_case": [Row(lambda w: w.case, STAFF), Row(lambda w: w.women_case, "counselor")],
    "safeguarding.decide_case": [Row(lambda w: w.case, "coordinator"), Row(lambda w: w.women_case, "")],
    "safeguarding.place_case": [Row(lambda w: w.loose_case, "operator"), Row(lambda w: w.case, "")],
    "safeguarding.confirm_limit": [Row(lambda w: w.proposed, "manager"), Row(lambda w: w.limit, "")],
    "safeguarding.lift_limit": [Row(lambda w: w.limit, STAFF)],
    "safeguarding.appeal": [Row(lambda w: w.limit, "neighbour"), Row(lambda w: w.proposed, "")],
    "safeguarding.decide_appeal": [Row(lambda w: w.appeal, "counselor manager")],
    "safeguarding.link_accounts": [Row(lambda w: w.centre, "manager")],
    "safeguarding.lift_newcomer": [Row(lambda w: w.about_member, STAFF)],
    "safeguarding.see_check": [Row(lambda w: w.check, f"host {STAFF}")],
    "safeguarding.take_check": [Row(lambda w: w.check, f"host {STAFF}")],
    "safeguarding.work_on_check": [Row(lambda w: w.taken, "host"), Row(lambda w: w.check, "")],
    "safeguarding.keep_rota": [Row(lambda w: w.centre, "coordinator manager")],
    "safeguarding.end_shift": [Row(lambda w: w.shift, "coordinator manager")],
    "safeguarding.verify_line": [Row(lambda w: w.line, KEEPERS), Row(lambda w: w.line_elsewhere, "operator")],
    "safeguarding.retire_line": [Row(lambda w: w.line, KEEPERS), Row(lambda w: w.line_elsewhere, "operator")],
}


def of_case(world: World) -> dict[str, str]:
    return {"code": world.case.code}


def of_limit(world: World) -> dict[str, str]:
    return {"code": world.limit.code}


def of_check(world: World) -> dict[str, str]:
    return {"code": world.check.code}


def of_taken(world: World) -> dict[str, str]:
    return {"code": world.taken.code}


def of_sample(world: World) -> dict[str, str]:
    return {"kind": "sample", "code": "one"}


def of_line(world: World) -> dict[str, str]:
    return {"key": world.line.key}


def nothing(world: World) -> dict[str, int]:
    return {"x": 1}


OUT = {"sign_in": "visitor closed"}
OTHERS = {**OUT, "hidden": "*"}
OF_PEOPLE = {**OUT, "ok": "*"}
WORKING_ON_IT = {**OTHERS, "refused": "coordinator", "forbidden": "counselor manager"}
URLS = [
    Url("help", ok="*", query="?country=BD", lists=add_line),
    Url("help_beside", ok="*", query="?country=BD", lists=add_line),
    Url("help_minute", ok="*", lists=None),
    Url("safety_counts", ok="*", lists=None),
    Url("report", of_sample, **OUT, forbidden="member", ok="*", lists=None),
    Url("block_person", of_sample, **OUT, forbidden="member", ok="*", lists=None),
    Url("my_reports", **OF_PEOPLE, lists=add_told),
    Url("my_blocks", **OF_PEOPLE, lists=add_block),
    Url("my_limits", **OF_PEOPLE, lists=None),
    Url("unblock", **OTHERS, moved="member", post=lambda w: {"block": w.block.pk}, lists=None),
    Url("ask_again", of_limit, **OTHERS, moved="neighbour", post=nothing, lists=None),
    Url("safety_desk", **OTHERS, ok=f"{STAFF} other_manager", lists=add_case),
    Url("safety_choice", **OTHERS, moved=f"{STAFF} other_manager", post=nothing, lists=None),
    Url("safety_limits", **OTHERS, ok=f"{STAFF} other_manager", lists=add_limit_at_both),
    Url("safety_settled", **OTHERS, ok=f"{STAFF} other_manager", lists=add_settled),
    Url("safety_people", **OTHERS, ok=f"{STAFF} other_manager", lists=add_belonging),
    Url("safety_know", **OTHERS, moved=STAFF, post=lambda w: {"membership": w.about_member.pk}, lists=None),
    Url(
        "safety_link",
        **OTHERS,
        moved="manager",
        forbidden="counselor coordinator",
        lists=None,
        post=lambda w: {"centre": w.centre.code, "person": w.about_member.pk},
    ),
    Url(
        "safety_unlink",
        **OTHERS,
        moved="manager",
        forbidden="counselor coordinator",
        lists=None,
        post=lambda w: {"centre": w.centre.code, "person": w.about_member.pk},
    ),
    Url("safety_case", of_case, **OTHERS, ok=STAFF, lists=add_told_to_case),
    Url("safety_take", of_case, **OTHERS, moved=STAFF, post=nothing, lists=None),
    Url(
        "safety_who",
        of_case,
        **OTHERS,
        ok="coordinator",
        forbidden="counselor manager",
        post=nothing,
        lists=None,
    ),
    Url("safety_decide", of_case, **WORKING_ON_IT, post=nothing, lists=None),
    Url("safety_limit", of_case, **WORKING_ON_IT, post=nothing, lists=None),
    Url("limit", of_limit, **OTHERS, ok=STAFF, lists=None),
    Url("change_limit", of_limit, **OTHERS, moved=STAFF, post=nothing, lists=None),
    Url("appeal", of_limit, **OTHERS, ok="counselor manager", lists=None),
    Url("rota", **OTHERS, ok="coordinator manager other_manager", lists=add_shift),
    Url("add_shift", **OTHERS, refused="coordinator manager other_manager", post=nothing, lists=None),
    Url(
        "end_shift",
        **OTHERS,
        moved="coordinator manager",
        post=lambda w: {"shift": w.shift.code},
        lists=None,
    ),
    Url("save_checklist", **OTHERS, refused="coordinator manager other_manager", post=nothing, lists=None),
    Url("help_lines", **OTHERS, ok="coordinator manager other_manager", lists=add_line),
    Url("help_line", of_line, **OTHERS, ok="coordinator manager other_manager", lists=None),
    Url(
        "change_line", of_line, **OTHERS, moved="coordinator manager other_manager", post=nothing, lists=None
    ),
    Url("checks", **OUT, hidden="guest", ok="*", lists=add_check),
    Url("check", of_check, **OTHERS, ok=f"host {STAFF}", lists=add_step),
    Url("do_check", of_check, **OTHERS, moved=f"host {STAFF}", post=nothing, lists=None),
    Url(
        "check_step",
        of_taken,
        **OTHERS,
        moved="host",
        forbidden=STAFF,
        post=lambda w: {"text": "Spoke."},
        lists=None,
    ),
    Url("place_cases", **OTHERS, ok="operator", lists=add_loose_case),
]
