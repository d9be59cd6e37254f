"""A person's own name and choices, and closing an account."""

from datetime import datetime
from typing import Any

from django.db import transaction

from accounts import names
from accounts.models import User
from accounts.services import sessions
from ledger.services import record
from recovery_network.common.errors import DomainError
from recovery_network.common.permissions import require

CHOICES = frozenset(
    {
        *("language", "time_zone", "theme", "neutral_text", "nastaliq", "usually_shared", "exit_keys"),
        *("read_aloud", "hand_key", "notes_open"),
    }
)


@transaction.atomic
def rename(*, actor: User, person: User, public_name: str, now: datetime) -> User:
    require(actor, "accounts.change_person", person)
    public_name = names.clean_public_name(public_name)
    fault = names.fault_in(public_name)
    if fault:
        raise DomainError(fault)
    person.public_name = public_name
    person.save(update_fields=["public_name"])
    record(actor=actor, verb="accounts.rename", obj=person, now=now)
    return person


@transaction.atomic
def choose(*, actor: User, person: User, now: datetime, **choices: Any) -> User:
    """Language, zone, theme and the other choices of `CHOICES`, whichever are given."""
    require(actor, "accounts.change_person", person)
    unknown = set(choices) - CHOICES
    if unknown:
        raise TypeError(f"Not a choice: {', '.join(sorted(unknown))}")
    for field, value in choices.items():
        setattr(person, field, value)
    person.save(update_fields=list(choices))
    record(actor=actor, verb="accounts.choose", obj=person, now=now, fields=sorted(choices))
    return person


@transaction.atomic
def close_account(*, actor: User, person: User, now: datetime) -> User:
    """The person can no longer sign in; nothing is erased."""
    require(actor, "accounts.close_account", person)
    person.is_active = False
    person.save(update_fields=["is_active"])
    record(actor=actor, verb="accounts.close_account", obj=person, now=now)
    sessions.end_all(person)
    return person
