"""What people may do with accounts, centres and roles."""

from typing import Any

from accounts import second_step
from accounts.models import Centre, Grant, Membership, StaffRole, User
from recovery_network.common.permissions import rule

MANAGER, COORDINATOR = StaffRole.Role.MANAGER, StaffRole.Role.COORDINATOR


def is_member(user: Any) -> bool:
    """Signed in with a name that stays; a guest's ends with the meeting."""
    return user is not None and user.is_authenticated and not user.is_guest


def is_operator(user: Any) -> bool:
    return is_member(user) and user.is_superuser


def manages(user: Any, centre: Centre) -> bool:
    return is_member(user) and user.staff_role_at(centre, MANAGER)


def looks_after_members(user: Any, centre: Centre) -> bool:
    return is_member(user) and user.staff_role_at(centre, MANAGER, COORDINATOR)


@rule("accounts.change_person")
def can_change_person(user: Any, person: User) -> bool:
    """Names, choices, sessions and codes are one's own; no staff member changes them."""
    return user is not None and user.is_authenticated and user.pk == person.pk


@rule("accounts.erase_person")
def can_erase_person(user: Any, person: User) -> bool:
    return can_change_person(user, person)


@rule("accounts.close_account")
def can_close_account(user: Any, person: User) -> bool:
    return is_operator(user) and user.pk != person.pk


@rule("accounts.create_centre")
def can_create_centre(user: Any, obj: None) -> bool:
    return is_operator(user)


@rule("accounts.see_staff")
def can_see_staff(user: Any, centre: Centre) -> bool:
    return manages(user, centre)


@rule("accounts.admit_member")
def can_admit_member(user: Any, centre: Centre) -> bool:
    return looks_after_members(user, centre)


@rule("accounts.end_membership")
def can_end_membership(user: Any, membership: Membership) -> bool:
    own = is_member(user) and membership.user_id == user.pk
    return own or looks_after_members(user, membership.centre)


@rule("accounts.give_staff_role")
def can_give_staff_role(user: Any, centre: Centre) -> bool:
    """Managers; and operators, because somebody gives a new centre its first manager."""
    return manages(user, centre) or is_operator(user)


@rule("accounts.end_staff_role")
def can_end_staff_role(user: Any, role: StaffRole) -> bool:
    own = is_member(user) and role.user_id == user.pk
    return own or can_give_staff_role(user, role.centre)


@rule("accounts.invite_member")
def can_invite_member(user: Any, centre: Centre) -> bool:
    return looks_after_members(user, centre)


@rule("accounts.accept_invite")
def can_accept_invite(user: Any, obj: Any) -> bool:
    return is_member(user)


@rule("accounts.give_grant")
def can_give_grant(user: Any, to: User) -> bool:
    """What one shares is one's own, and goes to a person with a name that stays."""
    return is_member(user) and is_member(to) and to.is_active and user.pk != to.pk


@rule("accounts.end_grant")
def can_end_grant(user: Any, grant: Grant) -> bool:
    return is_member(user) and user.subject in {grant.owner, grant.reader}


@rule("accounts.read_grant")
def can_read_grant(user: Any, grant: Grant) -> bool:
    """The one person it was given to; being staff opens nothing."""
    return is_member(user) and user.subject == grant.reader


def passed_second_step(user: Any, request: Any) -> bool:
    """Set up, and passed in this very browser by this very person."""
    own = request is not None and request.user.pk == user.pk
    return own and second_step.was_passed(request) and second_step.has_one(user)


@rule("accounts.open_staff_pages")
def can_open_staff_pages(user: Any, request: Any) -> bool:
    """A live staff role, and the second step."""
    return is_member(user) and user.staff_roles.live().exists() and passed_second_step(user, request)


@rule("accounts.open_operator_pages")
def can_open_operator_pages(user: Any, request: Any) -> bool:
    return is_operator(user) and passed_second_step(user, request)
