"""What it takes to hold a meeting, for the matrix: plan, rota, service, things to look after, a record."""

import itertools
from datetime import timedelta

from groups.models import (
    Attendance,
    FollowUp,
    GroupPlan,
    GroupRole,
    MeetingSeries,
    Occurrence,
    RotaSlot,
    ServiceTerm,
)
from groups.services import meetings, proofs
from tests.cast import World
from tests.groups import factories

_days = itertools.count(1)


def add_care(world: World) -> None:
    """What it takes to hold the meeting: a plan, a rota, service, something to look after, a proof."""
    world.plan = GroupPlan.objects.create(group=world.group, name="Usual", is_usual=True)
    world.plan.steps.create(position=1, title="Welcome", minutes=5)
    # The member greets in the group too, and said yes to standing in: host of this one meeting.
    factories.role(world.member, world.group, GroupRole.Role.GREETER)
    world.slot = RotaSlot.objects.create(
        occurrence=world.meeting, user=world.member, part="stand_in", answer="yes"
    )
    world.term = ServiceTerm.objects.create(
        group=world.group, user=world.member, position="reader", from_on=world.now.date()
    )
    world.follow_up = FollowUp.objects.create(occurrence=world.meeting, owner=world.member, what="Call")
    world.later = add_meeting(world)
    day = world.now.date()
    Attendance.objects.create(occurrence=world.later, user=world.member, seconds=3000, open_seconds=3600)
    wish = proofs.Wish("Gul Khan", day, day + timedelta(days=365))
    world.confirmed = proofs.make_proof(actor=world.member, wish=wish, now=world.now)
    world.linked = factories.series(world.group, conference_url="https://meet.jit.si/abc")
    world.linked_meeting = _at(world, world.linked)
    meetings.go_in(actor=world.operator, occurrence=world.linked_meeting, alias="Night Watch", now=world.now)


def _at(world: World, series: MeetingSeries) -> Occurrence:
    return Occurrence.objects.create(
        series=series,
        group=series.group,
        local_date=world.now.date(),
        starts_at=world.now,
        ends_at=world.now + timedelta(hours=1),
        visibility=series.visibility,
    )


def add_meeting(world: World) -> Occurrence:
    """One more date of the group's series."""
    start = world.now + timedelta(days=next(_days) % 60 + 1)
    return Occurrence.objects.create(
        series=world.series,
        group=world.group,
        local_date=start.date(),
        starts_at=start,
        ends_at=start + timedelta(hours=1),
    )


def add_plan(world: World) -> None:
    GroupPlan.objects.create(group=world.group, name=f"Plan {next(_days)}").steps.create(
        position=1, title="Welcome", minutes=5
    )


def add_term(world: World) -> None:
    position = ("greeter", "room", "money", "link")[next(_days) % 4]
    ServiceTerm.objects.create(
        group=world.group, user=world.counselor, position=position, from_on=world.now.date()
    )


def add_planned_meeting(world: World) -> None:
    RotaSlot.objects.create(occurrence=add_meeting(world), user=world.host, part="host")


def add_past_part(world: World) -> None:
    start = world.now - timedelta(days=next(_days) % 60 + 1)
    occurrence = Occurrence.objects.create(
        series=world.series,
        group=world.group,
        local_date=start.date(),
        starts_at=start,
        ends_at=start + timedelta(hours=1),
    )
    RotaSlot.objects.create(
        occurrence=occurrence, user=factories.person("Early Star"), part="host", outcome="came"
    )


def add_slot_here(world: World) -> None:
    RotaSlot.objects.create(occurrence=world.meeting, user=factories.person("Early Star"), part="stand_in")


def add_person_there(world: World) -> None:
    person = factories.person(f"Star {next(_days)}", adult_confirmed_at=world.now)
    meetings.go_in(actor=person, occurrence=world.meeting, alias=person.public_name, now=world.now)


def add_turn(world: World) -> None:
    RotaSlot.objects.create(occurrence=add_meeting(world), user=world.operator, part="host")
