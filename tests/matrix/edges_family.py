"""Single truths about ally links: a guest keeps none, and a link is used once (edges.py)."""

from accounts.models import User
from journey.models import AllyLink, Goal, Step
from tests.cast import World
from tests.matrix.edges import no, somebody, yes


def link(maker: User, **fields) -> AllyLink:
    return AllyLink(user=maker, **fields)


def used_by(world: World, person: User) -> tuple[User, AllyLink]:
    return person, link(world.member, taken_by=person, taken_at=world.now)


FAMILY = [
    no("journey.change_own", "a guest, whatever stands in a row", lambda w: (w.guest, link(w.guest))),
    no("journey.change_own", "a guest's step", lambda w: (w.guest, Step(goal=Goal(user=w.guest)))),
    no("journey.change_own", "who used a link", lambda w: used_by(w, w.host)),
    yes("journey.take_ally", "anybody with a name of their own", lambda w: (somebody(), link(w.member))),
    no("journey.take_ally", "a guest", lambda w: (w.guest, link(w.member))),
    no("journey.take_ally", "a visitor", lambda w: (w.people["visitor"], link(w.member))),
    no("journey.take_ally", "who made it", lambda w: (w.member, link(w.member))),
    no("journey.take_ally", "who used it already", lambda w: used_by(w, w.host)),
    no("journey.take_ally", "whose account is closed", lambda w: (w.closed, link(w.member))),
]
