"""What mentoring does when a lower app tells something. One line each: the work is in the services."""

from accounts.signals import account_erased
from mentoring.services import (
    calls,
    endings,
    introductions,
    nudges,
    partners,
    resting,
    rounds,
    suggestions,
)
from notifications.signals import planning
from safeguarding.signals import apart_changed, limit_changed


def on_apart_changed(sender, people, now, **_kwargs) -> None:
    suggestions.part(people=people, now=now)
    endings.part(people=people, now=now)
    calls.part(people=people, now=now)
    partners.part(people=people, now=now)
    introductions.part(people=people, now=now)
    resting.follow(people=people, now=now)  # accounts that are one person share their limits


def on_limit_changed(sender, people, now, **_kwargs) -> None:
    resting.follow(people=people, now=now)
    calls.follow_limits(people=people, now=now)


def on_account_erased(sender, user, now, **_kwargs) -> None:
    endings.person_leaves(user=user, now=now)
    calls.person_leaves(user=user, now=now)
    partners.person_leaves(user=user, now=now)
    introductions.person_leaves(user=user, now=now)
    rounds.forget_person(user=user, now=now)


def on_planning(sender, now, **_kwargs) -> int:
    return nudges.plan(now)


def connect() -> None:
    planning.connect(on_planning, dispatch_uid="mentoring.planning")
    limit_changed.connect(on_limit_changed, dispatch_uid="mentoring.limit_changed")
    apart_changed.connect(on_apart_changed, dispatch_uid="mentoring.apart_changed")
    account_erased.connect(on_account_erased, dispatch_uid="mentoring.account_erased")
