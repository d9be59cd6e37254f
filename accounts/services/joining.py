"""Making a name: the end of the sign-up screens."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.mfa.webauthn.internal.auth import WebAuthn
from django.db import IntegrityError, transaction

from accounts import names
from accounts.draft import Draft
from accounts.models import User
from accounts.services import paper_codes
from ledger.services import record
from recovery_network.common.errors import DomainError

ATTEMPTS = 20


@dataclass(frozen=True)
class Joined:
    """A new person and what they must write down now, because nobody can read it later."""

    user: User
    paper_codes: list[str]


class JoinedTwiceError(Exception):
    """The same draft came a second time (a double tap): its person exists."""


@transaction.atomic
def join(
    *, draft: Draft, base: str, password: str | None, passkey: Any = None, guest: User | None, now: datetime
) -> Joined:
    """A person from a finished draft, or a guest who keeps the name. A visitor acts here.

    The draft's random subject is unique: however often the last page is sent, one person is made.
    """
    if not password and not passkey:
        raise DomainError(names.NEEDS_A_KEY)
    fields = draft.person_fields() | {"adult_confirmed_at": now}
    user = _keep_guest(guest, fields) if guest else _make(fields)
    _give_sign_in_name(user, base, password)
    if passkey:
        WebAuthn.add(user, names.PASSKEY_NAME, passkey)
    record(actor=user, verb="accounts.join", obj=user, now=now, was_guest=guest is not None)
    return Joined(user, paper_codes.print_codes(actor=user, person=user, now=now))


def _make(fields: dict[str, Any]) -> User:
    try:
        with transaction.atomic():
            return User.objects.create_user(None, None, **fields)
    except IntegrityError as clash:
        raise JoinedTwiceError from clash


def _keep_guest(guest: User, fields: dict[str, Any]) -> User:
    """The row stays, and with it the seat in the meeting; the random numbers of the row stay too."""
    user = User.objects.select_for_update().get(pk=guest.pk)
    if not user.is_guest:
        raise JoinedTwiceError
    for field, value in fields.items():
        if field not in {"subject", "code"}:
            setattr(user, field, value)
    user.is_guest, user.guest_until = False, None
    user.save()
    return user


def _give_sign_in_name(user: User, base: str, password: str | None) -> None:
    """Other digits until nobody has them; after some tries more digits. Never an answer "taken"."""
    user.set_password(password)
    for attempt in range(ATTEMPTS):
        user.sign_in_name = names.complete_sign_in_name(base, digits=5 + attempt // 5)
        try:
            with transaction.atomic():
                user.save(update_fields=["sign_in_name", "password"])
        except IntegrityError:
            continue
        return
    raise RuntimeError("No free sign-in name was found.")
