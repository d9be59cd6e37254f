"""Single truths about a journey and about pairs: guests, what is over, whose pause it is (edges.py)."""

from copy import copy
from typing import Any

from journey.models import CheckIn
from mentoring.models import Mentor, Pair, Request, Suggestion
from tests.cast import World
from tests.matrix.edges import no, yes

GUEST = "a guest, whatever stands in the list"


def guests(world: World, thing: type, **fields: Any) -> tuple[Any, Any]:
    return world.guest, thing(user=world.guest, **fields)


def put_to(world: World, name: str, state: str) -> Suggestion:
    """The guest is one of the two; the database would refuse nothing of it."""
    return Suggestion(**{"mentee": world.member, "guide": world.neighbour, name: world.guest}, state=state)


def shown_before(world: World, state: str) -> Suggestion:
    found = copy(world.suggestion)
    found.state = state
    return found


def ended_offer(world: World) -> Mentor:
    found = copy(world.offer)
    found.state = Mentor.State.ENDED
    return found


def two(world: World, **fields: Any) -> Pair:
    """The stranger and the neighbour, on a pause that the stranger asked for, unless said otherwise."""
    usual = {"mentor": world.offer, "mentee": world.stranger, "guide": world.neighbour, "kind": "mentor"}
    rest = {"state": Pair.State.PAUSED, "paused_at": world.now, "paused_by": world.stranger}
    return Pair(**(usual | rest | fields))


def with_guest(world: World, **fields: Any) -> Pair:
    return two(world, mentee=world.guest, paused_by=world.guest, **fields)


ENDED = Pair.State.ENDED
WALKING = [
    no("journey.change_own", GUEST, lambda w: guests(w, CheckIn)),
    no("mentoring.ask", "nobody at all", lambda w: (None, w.centre)),
    no("mentoring.withdraw", GUEST, lambda w: guests(w, Request)),
    no("mentoring.edit_offer", GUEST, lambda w: guests(w, Mentor)),
    no("mentoring.edit_offer", "what has ended", lambda w: (w.neighbour, ended_offer(w))),
    no("mentoring.say_hello", GUEST, lambda w: (w.guest, put_to(w, "mentee", "shown"))),
    no("mentoring.say_hello", "before it is shown", lambda w: (w.member, shown_before(w, "prepared"))),
    no("mentoring.say_hello", "once it is over", lambda w: (w.member, shown_before(w, "lapsed"))),
    no("mentoring.answer", GUEST, lambda w: (w.guest, put_to(w, "guide", "asked"))),
    no("mentoring.see_pair", GUEST, lambda w: (w.guest, with_guest(w))),
    yes("mentoring.go_on", "who asked for the pause", lambda w: (w.stranger, two(w))),
    no("mentoring.go_on", "the other of the two", lambda w: (w.neighbour, two(w))),
    no("mentoring.go_on", "staff, in a pause of the two", lambda w: (w.manager, two(w))),
    no("mentoring.go_on", "what has ended", lambda w: (w.stranger, two(w, state=ENDED))),
    no(
        "mentoring.go_on",
        "who is none of the two, whatever stands there",
        lambda w: (w.host, two(w, paused_by=w.host)),
    ),
    no("mentoring.go_on", GUEST, lambda w: (w.guest, with_guest(w))),
    no(
        "mentoring.walk_again",
        "when one of them said no",
        lambda w: (w.stranger, two(w, state=ENDED, again_ok=False)),
    ),
]
