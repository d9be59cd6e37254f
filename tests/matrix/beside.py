"""Walking beside each other: who may ask for somebody now, answer, and be asked.

`call` is the member's, and the neighbour was asked (`call_ask`); `talk` is the host’s, with the neighbour;
`over` is one that has ended, and `answered` a question that has its answer.
"""

from datetime import time, timedelta
from typing import Any

from mentoring.models import Call, CallAsk, Ready
from tests.cast import World
from tests.matrix.mentoring import BELONG, OF_PEOPLE, OTHERS, OUT, STAFF, nothing
from tests.matrix.tables import Row, Url


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


def ready_of(world: World, user: Any) -> Ready:
    return Ready.objects.create(
        user=user, centre=world.centre, languages=["bn"], starts=time(18), ends=time(22),
        time_zone="Asia/Dhaka", until_on=world.now.date() + timedelta(days=30), said_at=world.now,
    )  # fmt: skip


def call_of(world: World, user: Any, **fields: Any) -> Call:
    values = {"language": "bn", "asked_at": world.now, "next_at": world.now + timedelta(hours=1)}
    return Call.objects.create(user=user, centre=world.centre, **(values | fields))


RULES = {
    "mentoring.be_asked": [Row(lambda w: w.centre, BELONG), Row(lambda w: w.other_centre, "stranger")],
    "mentoring.change_ready": [Row(lambda w: w.ready, "neighbour")],
    "mentoring.call": [Row(lambda w: w.centre, BELONG), Row(lambda w: w.other_centre, "stranger")],
    "mentoring.end_call": [
        Row(lambda w: w.call, "member"),
        Row(lambda w: w.talk, "host neighbour"),
        Row(lambda w: w.over, ""),
    ],
    "mentoring.answer_call": [Row(lambda w: w.call_ask, "neighbour"), Row(lambda w: w.answered, "")],
}


def of(name: str) -> Any:
    return lambda world: {"code": getattr(world, name).code}


def add_step(world: World) -> None:
    """For whoever the list is counted with: the last of the cast with an answer."""
    mine = Call.objects.filter(user=world.operator).first() or call_of(world, world.operator)
    mine.steps.create(kind="duty", at=world.now, count=1)


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
    Url("talk_now_counts", **OTHERS, ok=STAFF, lists=None),
]
