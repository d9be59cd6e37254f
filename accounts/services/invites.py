"""Invites: a typed code that makes its holder a member of a centre, or gives them a staff role."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from accounts.models import Centre, Invite, User
from accounts.models.codes import digest_of
from accounts.services import centres, roles
from ledger.services import record
from recovery_network.common.codes import typed_code
from recovery_network.common.errors import DomainError
from recovery_network.common.permissions import require

LASTS = timedelta(days=14)
ENDED = _("This invite has ended. Ask the person who gave it, or look at open meetings.")


@transaction.atomic
def invite_member(*, actor: User, centre: Centre, places: int, now: datetime) -> tuple[Invite, str]:
    """The invite and its code, which is readable only now."""
    require(actor, "accounts.invite_member", centre)
    return _make(actor, centre, "", places, now)


@transaction.atomic
def invite_staff(*, actor: User, centre: Centre, role: str, now: datetime) -> tuple[Invite, str]:
    require(actor, "accounts.give_staff_role", centre)
    return _make(actor, centre, role, 1, now)


def _make(actor: User, centre: Centre, role: str, places: int, now: datetime) -> tuple[Invite, str]:
    code = typed_code()
    invite = Invite.objects.create(
        digest=digest_of(code),
        centre=centre,
        role=role,
        places=places,
        made_by=actor,
        made_at=now,
        expires_at=now + LASTS,
    )
    record(actor=actor, verb="accounts.make_invite", obj=invite, now=now, centre=centre.code, role=role)
    return invite, code


def find_open(*, code: str, now: datetime) -> Invite | None:
    """The open invite of a typed code. Whoever holds the code may know it; callers limit the tries."""
    return Invite.objects.open_at(now).select_related("centre").filter(digest=digest_of(code)).first()


@transaction.atomic
def accept_invite(*, actor: User, code: str, now: datetime) -> Invite:
    """Take one place. Taking it twice takes one: who has it already loses nothing."""
    require(actor, "accounts.accept_invite")
    invite = Invite.objects.select_for_update().filter(digest=digest_of(code)).first()
    if invite is None or not _is_open(invite, now):
        raise DomainError(ENDED)
    if _has_it(actor, invite):
        return invite
    Invite.objects.filter(pk=invite.pk).update(used=F("used") + 1)
    if invite.role:
        roles.give(doer=actor, centre=invite.centre, person=actor, role=invite.role, now=now)
    else:
        centres.admit(centre=invite.centre, person=actor, doer=actor, now=now)
    record(actor=actor, verb="accounts.accept_invite", obj=invite, now=now, centre=invite.centre.code)
    return invite


def _is_open(invite: Invite, now: datetime) -> bool:
    return invite.ended_at is None and invite.expires_at > now and invite.used < invite.places


def _has_it(person: User, invite: Invite) -> bool:
    if invite.role:
        return person.staff_role_at(invite.centre, invite.role)
    return person.belongs_to(invite.centre)


@transaction.atomic
def end_invite(*, actor: User, invite: Invite, now: datetime) -> Invite:
    """Whoever may make such an invite may end it."""
    require(actor, "accounts.give_staff_role" if invite.role else "accounts.invite_member", invite.centre)
    if invite.ended_at is None:
        invite.ended_at = now
        invite.save(update_fields=["ended_at"])
        code = invite.centre.code
        record(actor=actor, verb="accounts.end_invite", obj=invite, now=now, centre=code)
    return invite
