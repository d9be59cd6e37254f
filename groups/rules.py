"""Who may do what in a group."""

from typing import Any

from accounts.models import Centre, StaffRole
from groups.models import Group, GroupRole, MeetingRoom, MeetingSeries, Occurrence
from recovery_network.common.permissions import rule

CLOSED_KINDS = {Group.Kind.THERAPY, Group.Kind.CIRCLE, Group.Kind.PAIR}


@rule("groups.go_in")
def can_go_in(user: Any, occurrence: Occurrence) -> bool:
    """Adults, into meetings they may see; therapy groups, circles and pairs only with a role in them.

    A guest has one meeting: another one asks for a name of their own.
    """
    if not user.is_authenticated or user.adult_confirmed_at is None:
        return False
    if user.is_guest and _sits_elsewhere(user, occurrence):
        return False
    if occurrence.group.kind in CLOSED_KINDS:
        return GroupRole.objects.live().filter(user=user, group=occurrence.group).exists()
    return MeetingSeries.objects.visible_to(user).filter(pk=occurrence.series_id).exists()


def _sits_elsewhere(user: Any, occurrence: Occurrence) -> bool:
    here = MeetingRoom.objects.filter(occurrence=occurrence).values("room")
    return user.seats.exclude(room__in=here).exists()


@rule("groups.import_meetings")
def can_import_meetings(user: Any, centre: Centre) -> bool:
    """Foreign lists go into a centre by its coordinators and managers."""
    return user.is_authenticated and user.staff_role_at(
        centre, StaffRole.Role.COORDINATOR, StaffRole.Role.MANAGER
    )
