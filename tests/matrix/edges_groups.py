"""Single truths about groups: ended roles, closed groups, the guest's one meeting, the rota (edges.py)."""

from datetime import timedelta
from typing import Any

from accounts.models import StaffRole, User
from chat.models import Seat
from groups.models import FollowUp, Group, GroupRole, Occurrence, Proof, RotaSlot, Rsvp, ServiceTerm
from groups.services import meetings
from tests.cast import World
from tests.groups import factories
from tests.matrix.edges import no, somebody, yes

Role = GroupRole.Role


def new_guest(world: World) -> User:
    until = world.now + timedelta(hours=3)
    return User.objects.create(
        public_name="Guest", is_guest=True, guest_until=until, adult_confirmed_at=world.now
    )


def adult(world: World) -> User:
    return somebody(adult_confirmed_at=world.now)


def group(world: World, **fields: Any) -> Group:
    return factories.group(world.centre, "Late Circle", **fields)


def meeting(world: World, of: Group, **series: Any) -> Occurrence:
    made = factories.series(of, **series)
    return Occurrence.objects.create(
        series=made, group=of, local_date=world.now.date(), starts_at=world.now,
        ends_at=world.now + timedelta(hours=1), visibility=made.visibility,
    )  # fmt: skip


def ended(user: Any, of: Group, role: str = Role.MEMBER) -> GroupRole:
    held = factories.role(user, of, role)
    held.ended_at = held.started_at
    held.save()
    return held


def with_role(world: World, of: Group, role: str) -> User:
    person = adult(world)
    factories.role(person, of, role)
    return person


def who_left(world: World, of: Group, role: str = Role.MEMBER) -> User:
    person = adult(world)
    ended(person, of, role)
    return person


def seated_guest(world: World, in_other_meeting: bool) -> tuple[User, Occurrence]:
    """In the meeting they are let into; or in another one."""
    guest, here = new_guest(world), meeting(world, group(world))
    sits_in = meeting(world, group(world)) if in_other_meeting else here
    meetings.ensure_room(occurrence=here, now=world.now)
    meetings.go_in(actor=guest, occurrence=sits_in, alias="New Guest", now=world.now)
    return guest, here


def former_staff(world: World) -> User:
    person = somebody()
    StaffRole.objects.create(
        user=person, centre=world.centre, role="counselor", started_at=world.now, ended_at=world.now
    )
    return person


def slot(world: World, person: Any, role: str = Role.GREETER, **fields: Any) -> Occurrence:
    """A meeting of the group with this person in its rota; `role` empty: with no role in the group."""
    if role:
        factories.role(person, world.group, role)
    RotaSlot.objects.create(occurrence=world.later, user=person, **fields)
    return world.later


def asked_on_rota(world: World, **fields: Any) -> tuple[User, Occurrence]:
    person = adult(world)
    return person, slot(world, person, **fields)


def elsewhere(world: World, **fields: Any) -> Occurrence:
    """A meeting that is held by a link and has no room of ours."""
    return meeting(world, group(world, **fields), online_kind="link", conference_url="https://meet.jit.si/a")


def with_rsvp(world: World, state: str, of_this: bool = True) -> tuple[User, Occurrence]:
    person, here = adult(world), elsewhere(world)
    Rsvp.objects.create(occurrence=here if of_this else world.later, user=person, state=state)
    return person, here


def who_sat(world: World) -> User:
    seat = Seat.objects.get(room=world.meeting.meeting_room.room, user=world.host)
    seat.left_at = world.now
    seat.save()
    return world.host


PRIVATE = {"visibility": "private"}
GROUPS = [
    # Coming in
    yes("groups.go_in", "a guest who sits nowhere yet", lambda w: (new_guest(w), meeting(w, group(w)))),
    yes("groups.go_in", "a guest, back into the meeting they sit in", lambda w: seated_guest(w, False)),
    no("groups.go_in", "a guest who sits in another meeting", lambda w: seated_guest(w, True)),
    no(
        "groups.go_in",
        "who has not said that they are an adult",
        lambda w: (somebody(), meeting(w, group(w))),
    ),
    no(
        "groups.go_in",
        "who may not know of it, though of others",
        lambda w: (adult(w), meeting(w, group(w, **PRIVATE))),
    ),
    no(
        "groups.go_in",
        "staff, into a therapy group they have no role in",
        lambda w: (w.manager, meeting(w, group(w, kind="therapy", join_policy="staff", **PRIVATE))),
    ),
    no("groups.go_in", "who was in the circle once", lambda w: (who_left(w, w.circle), w.circle_meeting)),
    no("groups.rsvp", "a guest, though they may go in", lambda w: (new_guest(w), meeting(w, group(w)))),
    # Joining
    no("groups.join_group", "one that has stopped", lambda w: (w.neighbour, group(w, status="closed"))),
    no(
        "groups.join_group",
        "one they may not know of, though of others",
        lambda w: (w.stranger, group(w, join_policy="open", **PRIVATE)),
    ),
    yes(
        "groups.join_group",
        "of their centre, where its members may",
        lambda w: (w.neighbour, group(w, join_policy="members")),
    ),
    no(
        "groups.join_group",
        "of another centre, where its members may",
        lambda w: (w.stranger, group(w, join_policy="members")),
    ),
    no("groups.join_group", "by invite only", lambda w: (w.neighbour, group(w, join_policy="invite"))),
    no("groups.leave_group", "who left already", lambda w: (who_left(w, w.group), w.group)),
    # The host's pages
    no(
        "groups.open_host_pages",
        "who hosts no more",
        lambda w: (who_left(w, w.group, Role.FACILITATOR), None),
    ),
    no("groups.open_host_pages", "who works there no more", lambda w: (former_staff(w), None)),
    yes(
        "groups.read_private_notes",
        "the counselor of a circle",
        lambda w: (with_role(w, w.circle, Role.COUNSELOR), w.circle),
    ),
    # The rota
    yes("groups.host_meeting", "who is planned", lambda w: asked_on_rota(w, part="host")),
    no(
        "groups.host_meeting",
        "who is planned and cannot come",
        lambda w: asked_on_rota(w, part="host", answer="no"),
    ),
    yes(
        "groups.host_meeting",
        "a stand-in who said yes",
        lambda w: asked_on_rota(w, part="stand_in", answer="yes"),
    ),
    no(
        "groups.host_meeting",
        "a stand-in who was only asked",
        lambda w: asked_on_rota(w, part="stand_in", answer="asked"),
    ),
    no(
        "groups.host_meeting",
        "who is planned and serves no more",
        lambda w: asked_on_rota(w, role="", part="host"),
    ),
    no(
        "groups.host_meeting",
        "a greeter, while another one is planned",
        lambda w: (with_role(w, w.group, Role.GREETER), slot(w, adult(w), part="host")),
    ),
    # A guest has nothing of their own in a group, whatever stands in a row
    no("groups.answer_rota", "a guest", lambda w: (w.guest, RotaSlot(user=w.guest, occurrence=w.later))),
    no(
        "groups.end_role",
        "a guest",
        lambda w: (w.guest, GroupRole(user=w.guest, group=w.group, role="member")),
    ),
    no("groups.end_service", "a guest", lambda w: (w.guest, ServiceTerm(user=w.guest, group=w.group))),
    no(
        "groups.finish_follow_up",
        "a guest",
        lambda w: (w.guest, FollowUp(owner=w.guest, occurrence=w.meeting)),
    ),
    no("groups.revoke_proof", "a guest", lambda w: (w.guest, Proof(user=w.guest))),
    # The way into a talk elsewhere
    no("groups.read_link", "who sat there and has left", lambda w: (who_sat(w), w.meeting)),
    no("groups.read_link", "anybody who may see the meeting", lambda w: (adult(w), elsewhere(w))),
    yes("groups.read_link", "who said that they come", lambda w: with_rsvp(w, "coming")),
    no("groups.read_link", "who waits for a place", lambda w: with_rsvp(w, "waiting")),
    no("groups.read_link", "who comes to another meeting", lambda w: with_rsvp(w, "coming", of_this=False)),
    yes(
        "groups.read_link",
        "who has a role in the group",
        lambda w: (lambda here: (with_role(w, here.group, Role.MEMBER), here))(elsewhere(w)),
    ),
]
