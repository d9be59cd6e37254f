"""What people may do with a journey: their own, and nobody else with it. No staff role opens anything."""

from typing import Any

from accounts.models import User
from accounts.rules import is_member
from journey.models import AllyLink, CheckIn, CountedDays, Goal, Measure, Sheet, Step, Supporter, Wave
from recovery_network.common.permissions import rule

Thing = AllyLink | CheckIn | CountedDays | Goal | Measure | Sheet | Supporter | Wave


@rule("journey.keep")
def can_keep(user: Any, person: User) -> bool:
    """Write down something new of one's own. A guest's name ends with the meeting, so they keep nothing."""
    return is_member(user) and user.pk == person.pk


@rule("journey.change_own")
def can_change_own(user: Any, thing: Thing | Step) -> bool:
    owner = thing.goal.user_id if isinstance(thing, Step) else thing.user_id
    return is_member(user) and owner == user.pk


@rule("journey.take_ally")
def can_take_ally(user: Any, link: AllyLink) -> bool:
    """Whoever holds the code and has a name that stays; not the one who made it, and only once."""
    return is_member(user) and user.pk != link.user_id and link.taken_by_id is None
