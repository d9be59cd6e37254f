"""Groups of centre A: one anybody may come to, one for its members, one circle with a fixed roster."""

from datetime import timedelta

from groups.models import Group, GroupRole, Occurrence
from tests.cast import World
from tests.groups import factories
from tests.matrix.tables import Row


def build(world: World) -> None:
    """`meeting` is public, `circle_meeting` is for those with a role in the circle."""
    world.group = factories.group(world.centre)
    world.circle = factories.group(
        world.centre, "Friday Circle", kind=Group.Kind.CIRCLE, visibility="private"
    )
    for group in (world.group, world.circle):
        factories.role(world.host, group, GroupRole.Role.FACILITATOR)
        factories.role(world.member, group)
    world.meeting = _meeting(world, world.group)
    world.circle_meeting = _meeting(world, world.circle)


def _meeting(world: World, group: Group) -> Occurrence:
    series = factories.series(group)
    return Occurrence.objects.create(
        series=series,
        group=group,
        local_date=world.now.date(),
        starts_at=world.now,
        ends_at=world.now + timedelta(hours=1),
        visibility=series.visibility,
    )


EVERY_ADULT = "newcomer member neighbour stranger host counselor coordinator manager other_manager operator"

RULES = {
    "groups.go_in": [
        # The guest already sits in another meeting's room.
        Row(lambda w: w.meeting, may=EVERY_ADULT),
        Row(lambda w: w.circle_meeting, may="host member"),
    ],
    "groups.be_reminded": [
        Row(lambda w: w.meeting.series, may=EVERY_ADULT),
        Row(lambda w: w.circle_meeting.series, may="host member"),
    ],
}
