"""Changes of rules that no row of the matrix can notice, each with the reason (mutate_rules.py)."""

_NOBODY = "No view asks without a person: a request has at least an AnonymousUser. It makes a mistake a no."
_SUPERUSER = "Only guests and visitors would pass besides, and neither is ever a superuser."
_WORKS = "Who is not known works nowhere: works_at asks the same again, and both must hold."
_NO_CENTRE = "Nobody can have a role at no centre: the column is not null. It saves a query."

EQUIVALENT: dict[str, str] = {
    "accounts.rules.can_change_person: without `user is not None`": _NOBODY,
    "accounts.rules.is_member: without `user is not None`": _NOBODY,
    "accounts.rules.is_operator: without `is_member(user)`": _SUPERUSER,
    "safeguarding.rules.can_block: without `user is not None`": _NOBODY,
    "safeguarding.rules.can_report: without `user is not None`": _NOBODY,
    "safeguarding.rules.can_unblock: without `user is not None`": _NOBODY,
    "safeguarding.rules.is_known: without `user is not None`": _NOBODY,
    "safeguarding.rules.can_place_case: without `is_known(user)`": _SUPERUSER,
    "safeguarding.rules.can_decide_appeal: without `is_known(user)`": _WORKS,
    "safeguarding.rules.can_lift_newcomer: without `is_known(user)`": _WORKS,
    "safeguarding.rules.works_at: without `centre is not None`": _NO_CENTRE,
    "safeguarding.rules.is_one_with: without the early return of `other is None`": (
        "Without it nobody's key is equal to None, and no row links an account that is not there."
    ),
    "chat.rules._is_staff_of: without `room.centre_id is not None`": _NO_CENTRE,
    "chat.rules.seat_of: without `room.seat_seen_by(user)`": (
        "The seat that found the room, kept to save a query; the query after it finds the same one."
    ),
    "groups.rules.can_create_group: `user.staff_role_at(centre, *StaffRole.Role)` without *StaffRole.Role": (
        "All roles there are, and any role, are the same people; it names what is meant."
    ),
    "groups.rules.opens: `holds(user, occurrence.group, *GroupRole.HOSTS, GroupRole.Role.GREETER)` "
    "without *GroupRole.HOSTS": (
        "The rule is asked after hosts(), which says yes to them already; the door asks both, too."
    ),
}
