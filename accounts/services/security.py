"""Ways in that changed: the record of it, and the end of sessions that began the old way.

allauth makes most of these changes and tells of them afterwards (accounts/receivers.py): the
functions named `note_…` ask no rule, because the deed is done.
"""

from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal import flows as webauthn_flows
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts import second_step
from accounts.models import User
from accounts.services import sessions
from ledger.services import record
from recovery_network.common.errors import DomainError
from recovery_network.common.permissions import require


def note_sign_in(*, person: User, now: datetime) -> None:
    record(actor=person, verb="accounts.sign_in", obj=person, now=now)


@transaction.atomic
def note_new_password(*, person: User, keep: str | None, now: datetime) -> None:
    """After a change by the signed-in person: their browser stays, every other one ends."""
    record(actor=person, verb="accounts.new_password", obj=person, now=now)
    sessions.end_other_sessions(actor=person, person=person, keep=keep, now=now)


@transaction.atomic
def note_reset_password(*, person: User, now: datetime) -> None:
    record(actor=person, verb="accounts.reset_password", obj=person, now=now)
    sessions.end_all(person)


def note_way_in(*, person: User, kind: str, now: datetime) -> None:
    """A second step, passkey or address that was added, replaced or taken away."""
    record(actor=person, verb="accounts.change_way_in", obj=person, now=now, kind=kind)


@transaction.atomic
def replace_lost_password(*, code: str, password: str, now: datetime) -> None:
    """For the holder of a printed code that was just spent. The visitor acts; no session begins.

    Nothing happens when the account was closed or erased in between, and nothing says so.
    """
    user = User.objects.select_for_update().filter(code=code, is_active=True).first()
    if user is None:
        return
    user.set_password(password)
    user.save(update_fields=["password"])
    record(actor=user, verb="accounts.reset_password", obj=user, now=now, by="paper")
    sessions.end_all(user)


@transaction.atomic
def remove_passkey(*, actor: User, request: HttpRequest, passkey_id: int) -> None:
    """allauth's own removal (it asks for a fresh check and sends the note), unless it would lock them out."""
    require(actor, "accounts.change_person", actor)
    passkey = Authenticator.objects.select_for_update().filter(
        pk=passkey_id, user=actor, type=Authenticator.Type.WEBAUTHN
    )
    found = passkey.first()
    if found is None:
        raise DomainError(_("This passkey is gone already."))
    if _is_needed(actor, found):
        raise DomainError(_("This is your last way in, or your work needs it. Add another one first."))
    webauthn_flows.remove_authenticator(request, found)


def _is_needed(person: User, passkey: Authenticator) -> bool:
    rest = Authenticator.objects.filter(user=person, type__in=second_step.KINDS).exclude(pk=passkey.pk)
    last_step = second_step.must_have_one(person) and not rest.exists()
    passkeys_left = rest.filter(type=Authenticator.Type.WEBAUTHN).exists()
    last_way_in = not (person.has_usable_password() or person.email or passkeys_left)
    return last_step or last_way_in
