"""Single truths about what two people do together (edges.py)."""

from copy import copy
from typing import Any

from chat.models import Room, Seat
from mentoring.models import Note, Pair, Talk, Task
from tests.cast import World
from tests.matrix.edges import no, yes


def walk(world: World, **fields: Any) -> Pair:
    """The host's and the neighbour's, with something else about it."""
    pair = copy(world.walk)
    for name, value in fields.items():
        setattr(pair, name, value)
    return pair


def talk(world: World, by: Any, **fields: Any) -> Talk:
    return Talk(pair=walk(world, **fields), proposed_by=by, starts_at=world.now)


def task(world: World, **fields: Any) -> Task:
    """Of the host, given by the mentor, to do."""
    usual = {"doer": world.host, "given_by": world.neighbour, "pair": world.walk}
    return Task(**(usual | fields))


def note(world: World, **fields: Any) -> Note:
    return Note(**({"writer": world.host, "pair": world.walk, "is_shared": True, "words": "x"} | fields))


def room_of_two(world: World) -> Room:
    room = Room.objects.create(kind="pair", title="Two of us", opens_at=world.now, state="open")
    Seat.objects.create(room=room, user=world.host, alias="Paper Boat")
    return room


PAIRS = [
    no("chat.write_to_hosts", "in a room of two, which has none", lambda w: (w.host, room_of_two(w))),
    yes("mentoring.do_together", "one of the two, who walk", lambda w: (w.host, walk(w))),
    no(
        "mentoring.do_together",
        "a guest, whatever stands in the row",
        lambda w: (w.guest, walk(w, mentee=w.guest)),
    ),
    no("mentoring.do_together", "somebody else", lambda w: (w.coordinator, walk(w))),
    no("mentoring.do_together", "in a rest", lambda w: (w.host, walk(w, state="paused"))),
    no("mentoring.answer_talk", "who suggested it", lambda w: (w.host, talk(w, w.host))),
    no("mentoring.answer_talk", "in a rest", lambda w: (w.host, talk(w, w.neighbour, state="paused"))),
    no("mentoring.call_off_talk", "after the end", lambda w: (w.host, talk(w, w.host, state="ended"))),
    yes("mentoring.give_task", "of two equals, either", lambda w: (w.host, walk(w, kind="practice"))),
    no("mentoring.give_task", "the mentor, in a rest", lambda w: (w.neighbour, walk(w, state="paused"))),
    yes("mentoring.write_task", "to be talked about", lambda w: (w.host, task(w, state="to_talk"))),
    no("mentoring.write_task", "what was taken away", lambda w: (w.host, task(w, state="away"))),
    no("mentoring.write_task", "the other one", lambda w: (w.neighbour, task(w))),
    no("mentoring.write_task", "after the end", lambda w: (w.host, task(w, pair=walk(w, state="ended")))),
    no("mentoring.write_task", "whose other is gone", lambda w: (w.host, task(w, pair=None))),
    no("mentoring.answer_task", "the doer", lambda w: (w.host, task(w, state="sent"))),
    no(
        "mentoring.answer_task",
        "in a rest",
        lambda w: (w.neighbour, task(w, state="sent", pair=walk(w, state="paused"))),
    ),
    no("mentoring.answer_task", "what was not sent", lambda w: (w.neighbour, task(w, state="to_talk"))),
    yes("mentoring.finish_task", "what waits to be read", lambda w: (w.neighbour, task(w, state="sent"))),
    no("mentoring.finish_task", "what another gave", lambda w: (w.host, task(w))),
    no("mentoring.finish_task", "what is done", lambda w: (w.neighbour, task(w, state="done"))),
    no("mentoring.finish_task", "what was taken away", lambda w: (w.neighbour, task(w, state="away"))),
    no(
        "mentoring.take_away_task",
        "who gave it, in a rest",
        lambda w: (w.neighbour, task(w, pair=walk(w, state="paused"))),
    ),
    no("mentoring.take_away_task", "who did not give it", lambda w: (w.host, task(w))),
    no("mentoring.take_away_task", "what waits to be read", lambda w: (w.neighbour, task(w, state="sent"))),
    yes("mentoring.remove_task", "after the end", lambda w: (w.host, task(w, pair=None, state="done"))),
    no(
        "mentoring.remove_task",
        "a guest, whatever stands in the row",
        lambda w: (w.guest, task(w, doer=w.guest)),
    ),
    no("mentoring.remove_task", "who gave it", lambda w: (w.neighbour, task(w))),
    no("mentoring.change_note", "the other one", lambda w: (w.neighbour, note(w))),
    no("mentoring.change_note", "after the end", lambda w: (w.host, note(w, pair=walk(w, state="ended")))),
    no("mentoring.change_note", "whose other is gone", lambda w: (w.host, note(w, pair=None))),
    yes("mentoring.remove_note", "whose other is gone", lambda w: (w.host, note(w, pair=None))),
    no("mentoring.remove_note", "the other one", lambda w: (w.neighbour, note(w))),
    no(
        "mentoring.remove_note",
        "a guest, whatever stands in the row",
        lambda w: (w.guest, note(w, writer=w.guest)),
    ),
]
