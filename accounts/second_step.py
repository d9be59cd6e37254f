"""The second step of signing in: who has one, who must have one, and whether this browser passed it."""

from dataclasses import dataclass
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from django.http import HttpRequest

KINDS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def has_one(user: Any) -> bool:
    return Authenticator.objects.filter(user=user, type__in=KINDS).exists()


def kinds_of(user: Any) -> set[str]:
    return set(Authenticator.objects.filter(user=user).values_list("type", flat=True))


@dataclass(frozen=True)
class Ways:
    """What lets a person in besides password and address."""

    app: Authenticator | None
    passkeys: list[Authenticator]
    spare_codes: Authenticator | None


def ways_of(user: Any) -> Ways:
    rows = list(Authenticator.objects.filter(user=user).order_by("created_at"))
    kinds = Authenticator.Type

    def one(kind: str) -> Authenticator | None:
        return next((row for row in rows if row.type == kind), None)

    return Ways(
        one(kinds.TOTP), [row for row in rows if row.type == kinds.WEBAUTHN], one(kinds.RECOVERY_CODES)
    )


def must_have_one(user: Any) -> bool:
    """Everybody who opens staff or operator pages."""
    return user.is_superuser or user.staff_roles.live().exists()


def is_asked_at_sign_in(user: Any) -> bool:
    """An app of codes is always asked. A passkey alone only where it must be.

    Otherwise a member who adds a passkey on one phone could no longer come in with the password on
    another. Signing in with the passkey itself is both steps at once.
    """
    if Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists():
        return True
    return must_have_one(user) and has_one(user)


def was_passed(request: HttpRequest) -> bool:
    """Did this session's sign-in, or a check after it, include the second step?"""
    records = get_authentication_records(request, request.user)
    return any(record.get("method") == "mfa" for record in records)
