"""Who may report, look at reports, set limits, check on a person, and keep the directory."""

from typing import Any

from accounts.models import Centre, Membership, StaffRole, User
from recovery_network.common.permissions import rule
from safeguarding.models import Appeal, Case, Check, CheckCall, CrisisLine, DutyShift, Sanction, StaffChoice
from safeguarding.models.block import Block, SamePerson
from safeguarding.models.line import keeps_directory
from safeguarding.subjects import Subject

MANAGER, COORDINATOR = StaffRole.Role.MANAGER, StaffRole.Role.COORDINATOR


def is_known(user: Any) -> bool:
    """Signed in, with a name that stays."""
    return user is not None and user.is_authenticated and not user.is_guest


def works_at(user: Any, centre: Centre | None, *roles: str) -> bool:
    return is_known(user) and centre is not None and user.staff_role_at(centre, *roles)


def is_one_with(user: Any, other: Any) -> bool:
    """The same account, or another account of the same human being."""
    if other is None:
        return False
    if user.pk == getattr(other, "pk", other):
        return True
    theirs = SamePerson.objects.filter(user_id=getattr(other, "pk", other)).values("person")
    return SamePerson.objects.filter(user=user, person__in=theirs).exists()


@rule("safeguarding.report")
def can_report(user: Any, subject: Subject) -> bool:
    """Whoever sees a thing may report it, guests too; nobody reports themselves."""
    signed_in = user is not None and user.is_authenticated
    return signed_in and not (subject.person is not None and subject.person.pk == user.pk)


@rule("safeguarding.block")
def can_block(user: Any, person: User) -> bool:
    return user is not None and user.is_authenticated and user.pk != person.pk


@rule("safeguarding.unblock")
def can_unblock(user: Any, block: Block) -> bool:
    return user is not None and user.is_authenticated and block.blocker_id == user.pk


@rule("safeguarding.open_staff_desk")
def can_open_staff_desk(user: Any, centre: Centre) -> bool:
    return works_at(user, centre)


@rule("safeguarding.see_case")
def can_see_case(user: Any, case: Case) -> bool:
    """Staff of its centre, but nobody who is in it: neither the person it is about nor a reporter."""
    if not works_at(user, case.centre) or is_one_with(user, case.about_id):
        return False
    if case.reports.filter(reporter=user).exists():
        return False
    return not case.for_women or StaffChoice.objects.filter(user=user, takes_for_women=True).exists()


@rule("safeguarding.take_case")
def can_take_case(user: Any, case: Case) -> bool:
    return can_see_case(user, case) and case.decided_at is None


@rule("safeguarding.decide_case")
def can_decide_case(user: Any, case: Case) -> bool:
    """Whoever has it in hand."""
    return can_take_case(user, case) and case.assigned_to_id == user.pk


@rule("safeguarding.place_case")
def can_place_case(user: Any, case: Case) -> bool:
    """Operators give a case to a centre; they read nothing of it."""
    return is_known(user) and user.is_superuser and case.centre_id is None


@rule("safeguarding.confirm_limit")
def can_confirm_limit(user: Any, sanction: Sanction) -> bool:
    """The second of two people, and one who answers for the centre."""
    apart = is_known(user) and user.pk != sanction.made_by_id and not is_one_with(user, sanction.user_id)
    return apart and sanction.confirmed_at is None and works_at(user, sanction.centre, MANAGER, COORDINATOR)


@rule("safeguarding.lift_limit")
def can_lift_limit(user: Any, sanction: Sanction) -> bool:
    return works_at(user, sanction.centre) and not is_one_with(user, sanction.user_id)


@rule("safeguarding.appeal")
def can_appeal(user: Any, sanction: Sanction) -> bool:
    return is_known(user) and sanction.user_id == user.pk and sanction.confirmed_at is not None


@rule("safeguarding.decide_appeal")
def can_decide_appeal(user: Any, appeal: Appeal) -> bool:
    """Somebody who had no part in the limit."""
    limit = appeal.sanction
    part = is_known(user) and user.pk in {limit.made_by_id, limit.confirmed_by_id}
    return works_at(user, limit.centre) and not part and not is_one_with(user, limit.user_id)


@rule("safeguarding.link_accounts")
def can_link_accounts(user: Any, centre: Centre) -> bool:
    return works_at(user, centre, MANAGER)


@rule("safeguarding.lift_newcomer")
def can_lift_newcomer(user: Any, membership: Membership) -> bool:
    """Staff of a centre that the person belongs to now; nobody for themselves."""
    live = membership.left_at is None and is_known(user) and membership.user_id != user.pk
    return live and works_at(user, membership.centre)


@rule("safeguarding.see_check")
def can_see_check(user: Any, check: Check) -> bool:
    """Those who were asked, and the staff of its centre; never the person themselves."""
    if not is_known(user) or is_one_with(user, check.about_id):
        return False
    asked = CheckCall.objects.filter(check_on=check, user=user).exists()
    return asked or works_at(user, check.centre)


@rule("safeguarding.take_check")
def can_take_check(user: Any, check: Check) -> bool:
    return can_see_check(user, check) and check.done_at is None


@rule("safeguarding.work_on_check")
def can_work_on_check(user: Any, check: Check) -> bool:
    """Whoever has it."""
    return can_take_check(user, check) and check.taken_by_id == user.pk


@rule("safeguarding.keep_rota")
def can_keep_rota(user: Any, centre: Centre) -> bool:
    return works_at(user, centre, MANAGER, COORDINATOR)


@rule("safeguarding.end_shift")
def can_end_shift(user: Any, shift: DutyShift) -> bool:
    return can_keep_rota(user, shift.centre)


@rule("safeguarding.verify_line")
def can_verify_line(user: Any, line: CrisisLine) -> bool:
    return keeps_directory(user, line.country)


@rule("safeguarding.retire_line")
def can_retire_line(user: Any, line: CrisisLine) -> bool:
    return keeps_directory(user, line.country)
