"""Staff roles: several for one person, each at one centre."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Centre, StaffRole, User
from ledger.services import record, record_accesses
from recovery_network.common.errors import DomainError
from recovery_network.common.permissions import require


@transaction.atomic
def give_staff_role(*, actor: User, centre: Centre, person: User, role: str, now: datetime) -> StaffRole:
    """Idempotent per person, centre and role."""
    require(actor, "accounts.give_staff_role", centre)
    return give(doer=actor, centre=centre, person=person, role=role, now=now)


@transaction.atomic
def give_staff_role_by_code(*, actor: User, centre: Centre, code: str, role: str, now: datetime) -> StaffRole:
    """To the person who handed over their private code: 131 random bits, so it cannot be guessed at."""
    require(actor, "accounts.give_staff_role", centre)
    person = User.objects.filter(code=code.strip(), is_active=True, is_guest=False).first()
    if person is None:
        raise DomainError(_("No one has this code. Ask for it again: it stands under Me."))
    record_accesses(actor=actor, reads=[(person, person)], role=StaffRole.Role.MANAGER, now=now)
    return give(doer=actor, centre=centre, person=person, role=role, now=now)


def give(*, doer: User, centre: Centre, person: User, role: str, now: datetime) -> StaffRole:
    """The writing part, for services that asked another rule."""
    if person.is_guest:
        raise DomainError(_("A guest cannot have a staff role."))
    given, made = StaffRole.objects.get_or_create(
        user=person, centre=centre, role=StaffRole.Role(role), ended_at=None, defaults={"started_at": now}
    )
    if made:
        verb, code = "accounts.give_staff_role", centre.code
        record(actor=doer, verb=verb, obj=given, now=now, centre=code, role=given.role)
    return given


@transaction.atomic
def end_staff_role(*, actor: User, role: StaffRole, now: datetime) -> StaffRole:
    require(actor, "accounts.end_staff_role", role)
    # The centre's row is the lock: two managers who end each other's role at once must not both succeed.
    centre = Centre.objects.select_for_update().get(pk=role.centre_id)
    role = StaffRole.objects.get(pk=role.pk)
    if role.ended_at is not None:
        return role
    if _is_last_manager(role) and not actor.is_superuser:
        raise DomainError(_("A centre needs a manager. Give the role to someone else first."))
    role.ended_at = now
    role.save(update_fields=["ended_at"])
    verb = "accounts.end_staff_role"
    record(actor=actor, verb=verb, obj=role, now=now, centre=centre.code, role=role.role)
    return role


@transaction.atomic
def open_staff_list(*, actor: User, centre: Centre, now: datetime) -> list[StaffRole]:
    """Who works here now, for a manager; each person shown can see that they were."""
    require(actor, "accounts.see_staff", centre)
    live = StaffRole.objects.live().filter(centre=centre)
    found = list(live.select_related("user").order_by("user__public_name", "user_id", "role"))
    people = {row.user_id: row.user for row in found}.values()
    reads = [(person, centre) for person in people]
    record_accesses(actor=actor, reads=reads, role=StaffRole.Role.MANAGER, now=now, reason="staff list")
    return found


def _is_last_manager(role: StaffRole) -> bool:
    if role.role != StaffRole.Role.MANAGER:
        return False
    others = StaffRole.objects.live().filter(centre=role.centre_id, role=role.role).exclude(pk=role.pk)
    return not others.exists()
