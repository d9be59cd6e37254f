"""Printed codes: the way back in without an e-mail, when the password is lost."""

from datetime import datetime

from django.db import transaction

from accounts.models import PaperCode, User
from accounts.models.codes import digest_of
from accounts.names import sign_in_key
from ledger.services import record
from recovery_network.common.codes import typed_code
from recovery_network.common.permissions import require

HOW_MANY = 8


@transaction.atomic
def print_codes(*, actor: User, person: User, now: datetime) -> list[str]:
    """New codes in place of all earlier ones. Only here are they readable."""
    require(actor, "accounts.change_person", person)
    codes = [typed_code() for _ in range(HOW_MANY)]
    PaperCode.objects.filter(user=person).delete()
    PaperCode.objects.bulk_create(PaperCode(user=person, digest=digest_of(c), made_at=now) for c in codes)
    record(actor=actor, verb="accounts.print_codes", obj=person, now=now)
    return codes


@transaction.atomic
def use_code(*, sign_in_name: str, code: str, now: datetime) -> User | None:
    """Spend a code: the person who may now choose a new password, or None for every kind of no.

    A visitor acts here; one query whatever is wrong, so that no answer tells a known name.
    """
    row = (
        PaperCode.objects.select_for_update(of=["self"])
        .select_related("user")
        .filter(digest=digest_of(code), used_at=None, user__is_active=True)
        .filter(user__sign_in_name=sign_in_key(sign_in_name))
        .first()
    )
    if row is None:
        return None
    row.used_at = now
    row.save(update_fields=["used_at"])
    record(actor=row.user, verb="accounts.use_paper_code", obj=row.user, now=now)
    return row.user


def unused(person: User) -> int:
    return person.paper_codes.filter(used_at=None).count()
