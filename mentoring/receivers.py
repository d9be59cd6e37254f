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
    talk_reminders,
    tasks,
)
from notifications.signals import choices_changed, planning
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
    tasks.forget_person(user, now)


def on_choices_changed(sender, user, now, **_kwargs) -> None:
    talk_reminders.plan_for(user, now)


def on_planning(sender, now, **_kwargs) -> int:
    return nudges.plan(now)


def connect() -> None:
    limit_changed.connect(on_limit_changed, dispatch_uid="mentoring.limit_changed")
    planning.connect(on_planning, dispatch_uid="mentoring.planning")
    apart_changed.connect(on_apart_changed, dispatch_uid="mentoring.apart_changed")
    account_erased.connect(on_account_erased, dispatch_uid="mentoring.account_erased")
    choices_changed.connect(on_choices_changed, dispatch_uid="mentoring.choices_changed")
