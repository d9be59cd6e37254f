"""Walking beside each other: who may ask for somebody now, answer, and be asked.

`call` is the member’s, and the neighbour was asked (`call_ask`); `talk` is the host’s, with the neighbour;
`over` is one that has ended, and `answered` a question that has its answer. `partners` are the member and the
neighbour; `resting` are the host, who asked for it, and the neighbour; `apart` have ended. `meeting_two`
would introduce the member to the neighbour; `staff_meets` is about a coordinator.
"""

from datetime import time, timedelta
from typing import Any

from accounts.models import Membership
from mentoring.models import (
    Call,
    CallAsk,
    Introduction,
    PartnerCode,
    PartnerMark,
    Partners,
    PartnerSide,
    Ready,
)
from recovery_network.common.codes import random_code
from tests.cast import World
from tests.matrix.mentoring import BELONG, OF_PEOPLE, OTHERS, OUT, STAFF, nothing
from tests.matrix.tables import Row, Url
from tests.mentoring import people


def build(world: World) -> None:
    now = world.now
    later = {"next_at": now + timedelta(hours=1)}
    world.ready = ready_of(world, world.neighbour)
    world.call = call_of(world, world.member, **later)
    world.call_ask = CallAsk.objects.create(call=world.call, person=world.neighbour, asked_at=now)
    found = {"state": "found", "found_at": now, "taken_by": world.neighbour, "answer": "peer"}
    world.talk = call_of(world, world.host, **later, **found)
    world.over = call_of(
        world, world.member, **later, **found | {"state": "over", "ended_at": now, "found_at": now}
    )
    world.answered = CallAsk.objects.create(
        call=world.over, person=world.neighbour, asked_at=now, reply="yes", replied_at=now
    )

    world.partners = partners_of(world, world.member, world.neighbour)
    world.resting = partners_of(
        world, world.host, world.neighbour, state="paused", paused_at=now, paused_by=world.host, begun_at=now
    )
    world.apart = partners_of(
        world, world.host, world.stranger, state="ended", ended_at=now, paused_by=world.host
    )

    world.meeting_two = introduction_of(world, world.member, world.neighbour)
    world.staff_meets = introduction_of(world, world.coordinator, world.neighbour)
    world.said_no = introduction_of(
        world, world.host, world.neighbour, state="not_now", ended_at=now, words_one="", words_other=""
    )


def introduction_of(world: World, one: Any, other: Any, **fields: Any) -> Introduction:
    values = {"words_one": "Walks.", "words_other": "Cooks.", "made_at": world.now}
    later = world.now + timedelta(days=9)
    return Introduction.objects.create(
        centre=world.centre, made_by=world.counselor, one=one, other=other, expires_at=later,
        **(values | fields),
    )  # fmt: skip


def partners_of(world: World, one: Any, other: Any, **fields: Any) -> Partners:
    made = Partners.objects.create(one=one, other=other, centre=world.centre, made_at=world.now, **fields)
    for person in (one, other):
        PartnerSide.objects.create(partners=made, person=person)
    return made


def ready_of(world: World, user: Any) -> Ready:
    return Ready.objects.create(
        user=user, centre=world.centre, languages=["bn"], starts=time(18), ends=time(22),
        time_zone="Asia/Dhaka", until_on=world.now.date() + timedelta(days=30), said_at=world.now,
    )  # fmt: skip


def call_of(world: World, user: Any, **fields: Any) -> Call:
    values = {"language": "bn", "asked_at": world.now, "next_at": world.now + timedelta(hours=1)}
    return Call.objects.create(user=user, centre=world.centre, **(values | fields))


WORKS_HERE = "counselor coordinator manager"
WORK = f"{WORKS_HERE} other_manager"

RULES = {
    "mentoring.be_asked": [Row(lambda w: w.centre, BELONG), Row(lambda w: w.other_centre, "stranger")],
    "mentoring.change_ready": [Row(lambda w: w.ready, "neighbour")],
    "mentoring.call": [Row(lambda w: w.centre, BELONG), Row(lambda w: w.other_centre, "stranger")],
    "mentoring.end_call": [
        Row(lambda w: w.call, "member"),
        Row(lambda w: w.talk, "host neighbour"),
        Row(lambda w: w.over, ""),
    ],
    "mentoring.walk_beside": [Row(lambda w: None, f"newcomer stranger operator {BELONG} {WORK}")],
    "mentoring.keep_rhythm": [
        Row(lambda w: w.partners, "member neighbour"),
        Row(lambda w: w.resting, "host neighbour"),
        Row(lambda w: w.apart, ""),
    ],
    "mentoring.go_on_beside": [
        Row(lambda w: w.resting, "host"),
        Row(lambda w: w.partners, ""),
        Row(lambda w: w.apart, ""),
    ],
    "mentoring.introduce": [
        Row(lambda w: w.centre, WORKS_HERE),
        Row(lambda w: w.other_centre, "other_manager"),
    ],
    "mentoring.take_back_introduction": [
        Row(lambda w: w.meeting_two, WORKS_HERE),
        Row(lambda w: w.staff_meets, "counselor manager"),
    ],
    "mentoring.answer_introduction": [
        Row(lambda w: w.meeting_two, "member neighbour"),
        Row(lambda w: w.said_no, ""),
    ],
    "mentoring.answer_call": [Row(lambda w: w.call_ask, "neighbour"), Row(lambda w: w.answered, "")],
}


def of(name: str) -> Any:
    return lambda world: {"code": getattr(world, name).code}


def add_step(world: World) -> None:
    """For whoever the list is counted with: the last of the cast with an answer."""
    mine = Call.objects.filter(user=world.operator).first() or call_of(world, world.operator)
    mine.steps.create(kind="duty", at=world.now, count=1)


def add_beside(world: World) -> None:
    partners_of(world, world.operator, people.person())


def add_code(world: World) -> None:
    later = world.now + timedelta(days=2)
    digest = random_code()
    PartnerCode.objects.create(maker=world.operator, digest=digest, made_at=world.now, expires_at=later)


def add_mark(world: World) -> None:
    """Of both, shown to one another."""
    world.partners.state, world.partners.begun_at = "active", world.now
    world.partners.save()
    for side in world.partners.sides.all():
        side.shows = True
        side.save()
        day = world.now.date() - timedelta(days=side.marks.count())
        PartnerMark.objects.create(side=side, on=day, mark="done", at=world.now)


def add_meeting(world: World) -> None:
    introduction_of(world, world.operator, people.person(world.centre))


def add_introduction(world: World) -> None:
    for centre in (world.centre, world.other_centre):
        made = introduction_of(world, people.person(centre), people.person(centre))
        Introduction.objects.filter(pk=made.pk).update(centre=centre)


def add_member(world: World) -> None:
    for centre in (world.centre, world.other_centre):
        people.person(centre)


def chosen(world: World) -> dict[str, int]:
    rows = {row.user_id: row.pk for row in Membership.objects.filter(centre=world.centre)}
    return {"one": rows[world.host.pk], "other": rows[world.neighbour.pk]}


BOTH = {**OTHERS, "ok": "guest member neighbour"}
BOTH_MOVE = {**OTHERS, "ok": "guest", "moved": "member neighbour"}
ASKED_NOW = {**OTHERS, "ok": "guest neighbour"}

URLS = [
    Url("talk_now", **OF_PEOPLE, lists=add_step),
    Url(
        "talk_now",
        **OF_PEOPLE,
        moved=f"{BELONG} stranger",
        post=lambda w: {"language": "bn", "meets": "anyone"},
        lists=None,
    ),
    Url("end_talk_now", **OUT, ok="guest", moved="*", post=nothing, lists=None),
    Url("asked_now", of("call_ask"), **ASKED_NOW, lists=None),
    Url(
        "asked_now",
        of("call_ask"),
        **OTHERS,
        ok="guest",
        moved="neighbour",
        post=lambda w: {"reply": "not_now"},
        lists=None,
    ),
    Url("be_asked", **OF_PEOPLE, lists=None),
    Url("pause_being_asked", **OUT, ok="guest", moved="*", post=nothing, lists=None),
    Url("people", **OF_PEOPLE, lists=add_beside),
    Url("find_partner", **OF_PEOPLE, lists=add_code),
    Url("make_partner_code", **OF_PEOPLE, post=nothing, lists=None),
    Url("partners", of("partners"), **BOTH, lists=add_mark),
    Url("change_partners", of("partners"), **BOTH_MOVE, post=nothing, lists=None),
    Url("partner_rhythm", of("partners"), **BOTH, lists=None),
    Url("ask_beside", of("pair"), **OTHERS, ok="guest", moved="neighbour stranger", post=nothing, lists=None),
    Url("people", **OF_PEOPLE, lists=add_meeting),
    Url("introduction", of("meeting_two"), **BOTH, lists=None),
    Url(
        "introduction",
        of("meeting_two"),
        **BOTH_MOVE,
        post=lambda w: {"answer": "yes"},
        lists=None,
    ),
    Url("introductions", **OTHERS, ok=WORK, lists=add_introduction),
    Url("introduce", **OTHERS, ok=WORK, lists=add_member),
    Url("write_introduction", chosen, **OTHERS, ok=WORKS_HERE, lists=None),
    Url(
        "take_back_introduction",
        of("meeting_two"),
        **OTHERS,
        moved=WORKS_HERE,
        post=nothing,
        lists=None,
    ),
    Url("talk_now_counts", **OTHERS, ok=STAFF, lists=None),
]
