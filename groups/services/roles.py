"""Who is what in a group: giving and ending roles, joining and leaving."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from groups.models import Group, GroupRole
from groups.services import meetings, reminders
from ledger.services import record, record_accesses
from recovery_network.common.errors import DomainError
from recovery_network.common.permissions import require

HOST = "host"


@transaction.atomic
def give_role(*, actor: User, group: Group, person: User, role: str, now: datetime) -> GroupRole:
    """The same role twice is one. A counselor is somebody who works at the centre."""
    require(actor, "groups.give_role", group)
    return _give(actor, group, person, role, now)


@transaction.atomic
def give_role_by_code(*, actor: User, group: Group, code: str, role: str, now: datetime) -> GroupRole:
    """To the person who handed over their private code: 131 random bits, so it cannot be guessed at."""
    require(actor, "groups.give_role", group)
    person = User.objects.filter(code=code.strip(), is_active=True, is_guest=False).first()
    if person is None:
        raise DomainError(_("No one has this code. Ask for it again: it stands under Me."))
    record_accesses(actor=actor, reads=[(person, group)], role=HOST, now=now)
    return _give(actor, group, person, role, now)


def _give(actor: User, group: Group, person: User, role: str, now: datetime) -> GroupRole:
    role = GroupRole.Role(role)
    if person.is_guest or not person.is_active:
        raise DomainError(_("Only someone with an account can have a role."))
    if role == GroupRole.Role.COUNSELOR and not person.staff_role_at(group.centre):
        raise DomainError(_("A counselor of a group works at its centre. This person does not."))
    given, made = _live_role(group, person, role, now)
    if made:
        verb, code = "groups.give_role", group.centre.code
        record(actor=actor, verb=verb, obj=given, now=now, centre=code, role=str(role), group=group.code)
    return given


@transaction.atomic
def end_role(*, actor: User, role: GroupRole, now: datetime) -> GroupRole:
    require(actor, "groups.end_role", role)
    return _end(actor, role, "groups.end_role", now)


@transaction.atomic
def join_group(*, actor: User, group: Group, now: datetime) -> GroupRole:
    require(actor, "groups.join_group", group)
    joined, made = _live_role(group, actor, GroupRole.Role.MEMBER, now)
    if made:
        record(actor=actor, verb="groups.join_group", obj=joined, now=now, group=group.code)
    return joined


@transaction.atomic
def leave_group(*, actor: User, group: Group, now: datetime) -> int:
    """End every role the person has in it; how many there were."""
    require(actor, "groups.leave_group", group)
    held = list(GroupRole.objects.live().filter(user=actor, group=group).select_related("group__centre"))
    for role in held:
        _end(actor, role, "groups.leave_group", now)
    return len(held)


@transaction.atomic
def open_roster(*, actor: User, group: Group, now: datetime) -> list[GroupRole]:
    """Who has which role now, for a host. Each person shown can see that they were."""
    require(actor, "groups.open_roster", group)
    shown = GroupRole.objects.visible_to(actor).live().filter(group=group)
    found = list(shown.select_related("user", "group__centre").order_by("role", "user__public_name", "pk"))
    people = {row.user_id: row.user for row in found}.values()
    record_accesses(actor=actor, reads=[(person, group) for person in people], role=HOST, now=now)
    return found


def _live_role(group: Group, person: User, role: str, now: datetime) -> tuple[GroupRole, bool]:
    """Two requests at once make one row: the unique key decides, and the slower one reads it."""
    given, made = GroupRole.objects.get_or_create(
        user=person, group=group, role=role, ended_at=None, defaults={"started_at": now}
    )
    if made:
        reminders.plan(user=person, now=now)
    return given, made


def _end(actor: User, role: GroupRole, verb: str, now: datetime) -> GroupRole:
    role = GroupRole.objects.select_for_update(of=("self",)).select_related("group__centre").get(pk=role.pk)
    if role.ended_at is None:
        role.ended_at = max(now, role.started_at)
        role.save(update_fields=["ended_at"])
        reminders.plan(user=role.user, now=now)
        meetings.follow_role(role=role, now=now)
        code = role.group.centre.code
        record(actor=actor, verb=verb, obj=role, now=now, centre=code, role=role.role, group=role.group.code)
    return role
