"""Who may do what in a group."""

from typing import Any

from accounts.models import Centre, StaffRole
from groups.models import (
    FollowUp,
    Group,
    GroupRole,
    MeetingRoom,
    MeetingSeries,
    Occurrence,
    Proof,
    RotaSlot,
    ServiceTerm,
    Status,
)
from recovery_network.common.permissions import rule

CLOSED_KINDS = {Group.Kind.THERAPY, Group.Kind.CIRCLE, Group.Kind.PAIR}
# Only a role in the very group opens these, never a role at its centre.
CLOSED_TO_STAFF = {Group.Kind.CIRCLE, Group.Kind.PAIR}


def has_account(user: Any) -> bool:
    """A person who stays: guests have one seat in one meeting and nothing else."""
    return bool(getattr(user, "is_authenticated", False)) and not user.is_guest


def holds(user: Any, group: Group, *roles: str) -> bool:
    """Has the person one of these roles in the group now, or any if none is named?"""
    held = GroupRole.objects.live().filter(user=user, group=group)
    return (held.filter(role__in=roles) if roles else held).exists()


def looks_after(user: Any, group: Group) -> bool:
    """Counselors of the group, and staff of its centre unless it is closed to them."""
    if not has_account(user):
        return False
    if holds(user, group, GroupRole.Role.COUNSELOR):
        return True
    return group.kind not in CLOSED_TO_STAFF and user.staff_role_at(group.centre_id)


def hosts(user: Any, group: Group) -> bool:
    return looks_after(user, group) or (has_account(user) and holds(user, group, *GroupRole.HOSTS))


@rule("groups.open_host_pages")
def can_open_host_pages(user: Any, obj: None) -> bool:
    """Who has a group to host, and who works at a centre."""
    if not has_account(user):
        return False
    hosting = GroupRole.objects.live().filter(user=user, role__in=GroupRole.HOSTS)
    return hosting.exists() or user.staff_roles.live().exists()


@rule("groups.create_group")
def can_create_group(user: Any, centre: Centre) -> bool:
    return has_account(user) and user.staff_role_at(centre, *StaffRole.Role)


@rule("groups.edit_group")
def can_edit_group(user: Any, group: Group) -> bool:
    return hosts(user, group)


@rule("groups.read_private_notes")
def can_read_private_notes(user: Any, group: Group) -> bool:
    """Notes and contacts a centre keeps for itself. A peer who hosts does not see them."""
    return looks_after(user, group)


@rule("groups.open_roster")
def can_open_roster(user: Any, group: Group) -> bool:
    """What the page lists is narrower still for staff without a role in the group (visible_to)."""
    return hosts(user, group)


@rule("groups.give_role")
def can_give_role(user: Any, group: Group) -> bool:
    return hosts(user, group)


@rule("groups.end_counselor_role")
def can_end_counselor_role(user: Any, group: Group) -> bool:
    """Not for a peer who hosts."""
    return looks_after(user, group)


@rule("groups.end_role")
def can_end_role(user: Any, role: GroupRole) -> bool:
    """One's own; a host, everybody's but a counselor's."""
    if has_account(user) and role.user_id == user.pk:
        return True
    if role.role == GroupRole.Role.COUNSELOR:
        return can_end_counselor_role(user, role.group)
    return hosts(user, role.group)


@rule("groups.join_group")
def can_join_group(user: Any, group: Group) -> bool:
    """By the group's policy. For closed kinds people are chosen, whatever the policy says."""
    if not has_account(user) or group.status == Status.CLOSED or group.kind in CLOSED_KINDS:
        return False
    if not Group.objects.visible_to(user).filter(pk=group.pk).exists():
        return False
    if group.join_policy == Group.JoinPolicy.OPEN:
        return True
    return group.join_policy == Group.JoinPolicy.MEMBERS and user.belongs_to(group.centre_id)


@rule("groups.leave_group")
def can_leave_group(user: Any, group: Group) -> bool:
    """Anyone in it, at any time, without a reason."""
    return has_account(user) and holds(user, group)


@rule("groups.create_series")
def can_create_series(user: Any, group: Group) -> bool:
    return hosts(user, group)


@rule("groups.edit_series")
def can_edit_series(user: Any, series: MeetingSeries) -> bool:
    return hosts(user, series.group)


@rule("groups.change_date")
def can_change_date(user: Any, series: MeetingSeries) -> bool:
    """Cancel, move or add one meeting of the series."""
    return hosts(user, series.group)


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


@rule("groups.be_reminded")
def can_be_reminded(user: Any, series: MeetingSeries) -> bool:
    """People with an account, of meetings they may see."""
    if not user.is_authenticated or user.is_guest:
        return False
    return MeetingSeries.objects.visible_to(user).filter(pk=series.pk).exists()


def _sits_elsewhere(user: Any, occurrence: Occurrence) -> bool:
    here = MeetingRoom.objects.filter(occurrence=occurrence).values("room")
    return user.seats.exclude(room__in=here).exists()


@rule("groups.import_meetings")
def can_import_meetings(user: Any, centre: Centre) -> bool:
    """Foreign lists go into a centre by its coordinators and managers."""
    return user.is_authenticated and user.staff_role_at(
        centre, StaffRole.Role.COORDINATOR, StaffRole.Role.MANAGER
    )


@rule("groups.edit_plans")
def can_edit_plans(user: Any, group: Group) -> bool:
    return hosts(user, group)


@rule("groups.plan_rota")
def can_plan_rota(user: Any, series: MeetingSeries) -> bool:
    return hosts(user, series.group)


@rule("groups.answer_rota")
def can_answer_rota(user: Any, slot: RotaSlot) -> bool:
    """Only for oneself."""
    return has_account(user) and slot.user_id == user.pk


@rule("groups.see_reliability")
def can_see_reliability(user: Any, group: Group) -> bool:
    """Staff and the group's counselors. A peer who hosts does not count the others."""
    return looks_after(user, group)


@rule("groups.give_service")
def can_give_service(user: Any, group: Group) -> bool:
    return hosts(user, group)


@rule("groups.end_service")
def can_end_service(user: Any, term: ServiceTerm) -> bool:
    """One's own at any time; a host, everybody's."""
    if has_account(user) and term.user_id == user.pk:
        return True
    return hosts(user, term.group)


def opens(user: Any, occurrence: Occurrence) -> bool:
    """Is the person this one meeting's host, by the rota: planned, or a stand-in who said yes?"""
    mine = RotaSlot.objects.filter(occurrence=occurrence, user=user)
    mine = mine.exclude(answer=RotaSlot.Answer.NO)
    serves = holds(user, occurrence.group, *GroupRole.HOSTS, GroupRole.Role.GREETER)
    planned = mine.filter(part=RotaSlot.Part.HOST) | mine.filter(answer=RotaSlot.Answer.YES)
    return serves and planned.exists()


@rule("groups.host_meeting")
def can_host_meeting(user: Any, occurrence: Occurrence) -> bool:
    """Hosts of the group, and whoever opens this one meeting by the rota."""
    return hosts(user, occurrence.group) or (has_account(user) and opens(user, occurrence))


@rule("groups.rsvp")
def can_rsvp(user: Any, occurrence: Occurrence) -> bool:
    """Adults with an account, into meetings they could go into."""
    return has_account(user) and can_go_in(user, occurrence)


@rule("groups.leave_rsvp")
def can_leave_rsvp(user: Any, occurrence: Occurrence) -> bool:
    """A word one has given can be taken back, whatever has changed since."""
    return has_account(user)


@rule("groups.finish_follow_up")
def can_finish_follow_up(user: Any, follow_up: FollowUp) -> bool:
    """Its owner, or a host of the group."""
    if has_account(user) and follow_up.owner_id == user.pk:
        return True
    return hosts(user, follow_up.occurrence.group)


@rule("groups.read_link")
def can_read_link(user: Any, occurrence: Occurrence) -> bool:
    """The way into a talk elsewhere, and its pass code: for those who sit in this meeting's room.

    A meeting that has no room of ours has no seats: there, those with a role or a place.
    """
    if not getattr(user, "is_authenticated", False):
        return False
    if occurrence.series.online_kind == MeetingSeries.OnlineKind.ROOM:
        rooms = MeetingRoom.objects.filter(occurrence=occurrence).values("room")
        return user.seats.live().filter(room__in=rooms).exists()
    return holds(user, occurrence.group) or user.rsvps.filter(occurrence=occurrence, state="coming").exists()


@rule("groups.make_proof")
def can_make_proof(user: Any, obj: None) -> bool:
    """Of one's own attendance; a guest leaves none."""
    return has_account(user)


@rule("groups.revoke_proof")
def can_revoke_proof(user: Any, proof: Proof) -> bool:
    """One's own. Nobody else knows that it is there."""
    return has_account(user) and proof.user_id == user.pk
