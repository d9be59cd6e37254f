"""Single truths about walking beside each other: what one condition of a rule is there for."""

from typing import Any

from accounts.models import Membership, StaffRole
from mentoring.models import CallAsk
from tests.cast import World
from tests.matrix.beside import call_of, introduction_of, partners_of, ready_of
from tests.matrix.edges import no


def belonging_guest(world: World) -> Any:
    """A guest never belongs; were one ever to, the account still counts."""
    Membership.objects.create(user=world.guest, centre=world.centre)
    return world.guest


def working_guest(world: World) -> Any:
    StaffRole.objects.create(user=world.guest, centre=world.centre, role="counselor")
    return world.guest


def question_of(world: World, person: Any) -> CallAsk:
    return CallAsk.objects.create(call=world.call, person=person, asked_at=world.now)


BESIDE = [
    no("mentoring.be_asked", "for a guest", lambda w: (belonging_guest(w), w.centre)),
    no("mentoring.call", "for a guest", lambda w: (belonging_guest(w), w.centre)),
    no("mentoring.change_ready", "for a guest", lambda w: (w.guest, ready_of(w, w.guest))),
    no("mentoring.end_call", "for a guest", lambda w: (w.guest, call_of(w, w.guest))),
    no("mentoring.keep_rhythm", "for a guest", lambda w: (w.guest, partners_of(w, w.guest, w.member))),
    no(
        "mentoring.take_back_introduction",
        "by the second of the two",
        lambda w: (w.coordinator, introduction_of(w, w.member, w.coordinator)),
    ),
    no("mentoring.introduce", "by a guest", lambda w: (working_guest(w), w.centre)),
    no(
        "mentoring.answer_introduction",
        "by a guest",
        lambda w: (w.guest, introduction_of(w, w.guest, w.member)),
    ),
    no("mentoring.answer_call", "for a guest", lambda w: (w.guest, question_of(w, w.guest))),
]
