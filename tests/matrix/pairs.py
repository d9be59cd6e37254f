"""What two people do together: the `walk` of the host and the neighbour, who is their mentor.

Staff, as everybody else, find nothing of it.
"""

from datetime import timedelta

from accounts.models import Grant
from mentoring.models import Note, Pair, Talk, Task, Writing
from mentoring.services import pairs
from tests.cast import World
from tests.matrix.tables import Row, Url

OUT = {"sign_in": "visitor closed"}
OTHERS = {**OUT, "hidden": "*"}


def build(world: World) -> None:
    now = world.now
    until = {"begun_at": now, "until_on": (now + timedelta(days=80)).date(), "review_on": now.date()}
    world.walk = Pair.objects.create(
        mentor=world.offer, mentee=world.host, guide=world.neighbour, kind="sponsor", made_at=now,
        state="active", **until,
    )  # fmt: skip
    pairs.first_words(world.walk, [], [], now)
    later = now + timedelta(days=2)
    world.suggested = Talk.objects.create(
        pair=world.walk, proposed_by=world.neighbour, starts_at=later, made_at=now
    )
    world.planned = Talk.objects.create(
        pair=world.walk, proposed_by=world.host, starts_at=later, made_at=now, state="agreed",
        agreed_at=now,
    )  # fmt: skip
    world.task = Task.objects.create(
        pair=world.walk, doer=world.host, given_by=world.neighbour, title="Walk", made_at=now
    )
    world.sent_task = Task.objects.create(
        pair=world.walk, doer=world.host, given_by=world.host, title="Read", made_at=now, state="sent"
    )
    Writing.objects.create(task=world.sent_task, words="x", saved_at=now, sent_at=now)
    world.note = Note.objects.create(
        pair=world.walk, writer=world.host, is_shared=True, words="x", written_at=now
    )


WALKING = "host neighbour"
RULES = {
    "mentoring.do_together": [
        Row(lambda w: w.walk, WALKING),
        Row(lambda w: w.pair, ""),
        Row(lambda w: w.past, ""),
        Row(lambda w: w.staff_pair, ""),
    ],
    "mentoring.answer_talk": [Row(lambda w: w.suggested, "host"), Row(lambda w: w.planned, "neighbour")],
    "mentoring.call_off_talk": [Row(lambda w: w.suggested, WALKING), Row(lambda w: w.planned, WALKING)],
    "mentoring.give_task": [Row(lambda w: w.walk, "neighbour"), Row(lambda w: w.staff_pair, "")],
    "mentoring.write_task": [Row(lambda w: w.task, "host"), Row(lambda w: w.sent_task, "")],
    "mentoring.answer_task": [Row(lambda w: w.sent_task, "neighbour"), Row(lambda w: w.task, "")],
    "mentoring.finish_task": [Row(lambda w: w.task, "neighbour"), Row(lambda w: w.sent_task, WALKING)],
    "mentoring.take_away_task": [Row(lambda w: w.task, "neighbour"), Row(lambda w: w.sent_task, "")],
    "mentoring.change_note": [Row(lambda w: w.note, "host")],
    "mentoring.remove_note": [Row(lambda w: w.note, "host")],
    "mentoring.remove_task": [Row(lambda w: w.task, "host"), Row(lambda w: w.sent_task, "host")],
}


def of(name: str):
    return lambda world: {"code": getattr(world, name).code}


def nothing(world: World) -> dict[str, int]:
    return {"x": 1}


def add_task(world: World) -> None:
    for doer in (world.host, world.neighbour):
        Task.objects.create(pair=world.walk, doer=doer, given_by=doer, title="Tea", made_at=world.now)


def add_writing(world: World) -> None:
    sent = {"sent_at": world.now, "replied_at": world.now, "replied_by": world.neighbour}
    Writing.objects.create(task=world.task, words="x", saved_at=world.now, **sent)


def add_note(world: World) -> None:
    for writer in (world.host, world.neighbour):
        Note.objects.create(pair=world.walk, writer=writer, is_shared=True, words="x", written_at=world.now)


def add_share(world: World) -> None:
    """Each shows one more thing to the other."""
    for owner, reader in ((world.host, world.neighbour), (world.neighbour, world.host)):
        Grant.objects.create(
            owner=owner.subject, reader=reader.subject, relation="walk", items=["journey.goals"],
            text_version="x", language="en", starts_at=world.now, made_at=world.now,
            ends_at=world.now + timedelta(days=9),
        )  # fmt: skip


def add_own(world: World) -> None:
    """For whoever the list is counted with: the last of the cast with an answer."""
    Task.objects.create(doer=world.operator, title="Tea", made_at=world.now)


def add_own_note(world: World) -> None:
    Note.objects.create(writer=world.operator, is_shared=False, words="x", written_at=world.now)


URLS = [
    Url("pair", of("walk"), **OTHERS, ok=f"guest {WALKING}", lists=add_task),
    Url("suggest_talk", of("walk"), **OTHERS, ok=f"guest {WALKING}", lists=None),
    # Not begun, resting, ended: to the two as well there is no such page.
    Url("suggest_talk", of("pair"), **OTHERS, ok="guest", lists=None),
    Url("suggest_talk", of("staff_pair"), **OTHERS, ok="guest", lists=None),
    Url("answer_talk", of("walk"), **OTHERS, ok="guest", moved=WALKING, post=nothing, lists=None),
    Url("pair_tasks", of("walk"), **OTHERS, ok=f"guest {WALKING}", lists=add_task),
    Url("pair_tasks", of("past"), **OTHERS, ok="guest", lists=None),
    Url("task", of("task"), **OTHERS, ok=f"guest {WALKING}", lists=add_writing),
    Url(
        "write_task",
        of("task"),
        **OTHERS,
        ok="guest",
        moved="host",
        refused="neighbour",
        post=nothing,
        lists=None,
    ),
    Url("change_task", of("task"), **OTHERS, ok="guest", moved=WALKING, post=nothing, lists=None),
    Url("pair", of("walk"), **OTHERS, ok=f"guest {WALKING}", lists=add_share),
    Url("pair_notes", of("walk"), **OTHERS, ok=f"guest {WALKING}", lists=add_note),
    Url("pair_notes", of("past"), **OTHERS, ok="guest", lists=None),
    Url("change_note", of("note"), **OTHERS, ok="guest host", lists=None),
    Url("remove_note", of("note"), **OTHERS, ok="guest", moved="host", post=nothing, lists=None),
    Url("share_in_pair", of("walk"), **OTHERS, ok=f"guest {WALKING}", lists=None),
    Url("share_in_pair", of("staff_pair"), **OTHERS, ok="guest", lists=None),
    Url("kept", **OUT, ok="*", lists=add_own_note),
    Url("kept", **OUT, ok="*", lists=add_own),
]
