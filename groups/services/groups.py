"""Making, describing, pausing and stopping a group."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Centre, StaffRole, User
from groups import ways
from groups.models import Group, GroupRole, MeetingSeries, Status, Visibility
from groups.rules import CLOSED_KINDS
from groups.services.fields import ChangedMeanwhileError, check, overwritten, put
from groups.services.follow import rebuild
from ledger.services import record
from recovery_network.common.errors import DomainError
from recovery_network.common.permissions import require

FIELDS = frozenset(
    {
        *("name", "kind", "join_policy", "visibility", "programme", "pathway", "language", "time_zone"),
        *("notes_public", "agreements", "notes_private", "contacts_private", "without_host"),
    }
)
WAYS = frozenset(ways.FIELDS)
CHOSEN = {Group.JoinPolicy.STAFF, Group.JoinPolicy.INVITE}


@transaction.atomic
def create_group(*, actor: User, centre: Centre, now: datetime, **fields: Any) -> Group:
    """Whoever makes it hosts it: a counselor of the centre as counselor, others as facilitator."""
    require(actor, "groups.create_group", centre)
    group = Group(centre=centre, created_at=now)
    begins = ways.usual(fields.get("kind", group.kind), fields.get("visibility", group.visibility))
    put(group, begins | {name: fields.pop(name) for name in ways.FIELDS if name in fields}, WAYS)
    put(group, {"time_zone": centre.time_zone, **fields}, FIELDS)
    _check(group)
    group.save(force_insert=True)
    works_as_counselor = actor.staff_role_at(centre, StaffRole.Role.COUNSELOR)
    role = GroupRole.Role.COUNSELOR if works_as_counselor else GroupRole.Role.FACILITATOR
    GroupRole.objects.create(user=actor, group=group, role=role, started_at=now)
    record(actor=actor, verb="groups.create_group", obj=group, now=now, centre=centre.code, kind=group.kind)
    return group


@transaction.atomic
def edit_group(
    *, actor: User, group: Group, now: datetime, opened: Mapping[str, str] | None = None, **fields: Any
) -> Group:
    """Its series follow: what the finder shows of them comes from here too. Locks the group's row.

    `opened` are the marks of what the person saw; what changed since is not written over.
    """
    require(actor, "groups.edit_group", group)
    if {"notes_private", "contacts_private"} & set(fields):
        require(actor, "groups.read_private_notes", group)
    group = _locked(group)
    if overwritten(group, opened, fields):
        raise ChangedMeanwhileError
    changed = put(group, fields, FIELDS)
    if changed:
        _check(group)
        group.save(update_fields=changed)
        _followed(group, actor, "groups.edit_group", now, fields=sorted(changed))
    return group


@transaction.atomic
def change_ways(
    *, actor: User, group: Group, now: datetime, opened: Mapping[str, str] | None = None, **fields: Any
) -> Group:
    """How its meetings run, from the next room on. Locks the group's row; `opened` as in edit_group."""
    require(actor, "groups.edit_group", group)
    group = _locked(group)
    if overwritten(group, opened, fields):
        raise ChangedMeanwhileError
    changed = put(group, fields, WAYS)
    if changed:
        check(group)
        group.save(update_fields=changed)
        said = {name: fields[name] for name in sorted(changed)}
        record(actor=actor, verb="groups.change_ways", obj=group, now=now, centre=group.centre.code, **said)
    return group


@transaction.atomic
def pause_group(*, actor: User, group: Group, now: datetime) -> Group:
    """No meeting takes place until it goes on. People keep their roles."""
    require(actor, "groups.edit_group", group)
    return _set_status(actor, group, Status.PAUSED, "groups.pause_group", now)


@transaction.atomic
def close_group(*, actor: User, group: Group, now: datetime) -> Group:
    require(actor, "groups.edit_group", group)
    return _set_status(actor, group, Status.CLOSED, "groups.close_group", now)


@transaction.atomic
def reopen_group(*, actor: User, group: Group, now: datetime) -> Group:
    """After a pause or a stop. Meetings come back by their rules."""
    require(actor, "groups.edit_group", group)
    return _set_status(actor, group, Status.ACTIVE, "groups.reopen_group", now)


def _set_status(actor: User, group: Group, status: str, verb: str, now: datetime) -> Group:
    group = _locked(group)
    if group.status != status:
        group.status = status
        group.save(update_fields=["status"])
        _followed(group, actor, verb, now)
    return group


def _locked(group: Group) -> Group:
    return Group.objects.select_for_update(of=("self",)).select_related("centre").get(pk=group.pk)


def _followed(group: Group, actor: User, verb: str, now: datetime, **details: Any) -> None:
    record(actor=actor, verb=verb, obj=group, now=now, centre=group.centre.code, **details)
    series = list(MeetingSeries.objects.filter(group=group).values_list("pk", flat=True))
    if series:
        rebuild(series, now)


def _check(group: Group) -> None:
    if group.kind in CLOSED_KINDS and group.visibility == Visibility.PUBLIC:
        raise DomainError(_("A group of this kind is never in the public list."))
    if group.kind == Group.Kind.THERAPY and group.without_host != Group.WithoutHost.CLOSE:
        raise DomainError(_("A therapy group never opens without its host."))
    if group.kind in {Group.Kind.THERAPY, Group.Kind.PAIR} and group.join_policy not in CHOSEN:
        raise DomainError(_("People are chosen for a group of this kind. Choose by invite, or by staff."))
    check(group)
