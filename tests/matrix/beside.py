"""Walking beside each other: who may ask for somebody now, answer, and be asked.

`call` is the member's, and the neighbour was asked (`call_ask`); `talk` is the host’s, with the neighbour;
`over` is one that has ended, and `answered` a question that has its answer. `partners` are the member and the
neighbour; `resting` are the host, who asked for it, and the neighbour; `apart` have ended.
"""

from datetime import time, timedelta
from typing import Any

from mentoring.models import Call, CallAsk, PartnerCode, PartnerMark, Partners, PartnerSide, Ready
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


WORK = "counselor coordinator manager other_manager"

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
    Url("talk_now_counts", **OTHERS, ok=STAFF, lists=None),
]
