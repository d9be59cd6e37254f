"""What accounts does when allauth or Django tells something. One line each: the services do the work."""

from typing import Any

from allauth.account import signals as account
from allauth.mfa import signals as step
from django.http import HttpRequest
from django.utils import timezone

from accounts.services import security, sessions
from accounts.signals import address_changed


def signed_in(sender: Any, request: HttpRequest, user: Any, **kwargs: Any) -> None:
    sessions.note_device(request)
    security.note_sign_in(person=user, now=timezone.now())


def signed_out(sender: Any, request: HttpRequest, user: Any, **kwargs: Any) -> None:
    """Django tells before the session row goes, so its key is still known."""
    if user is not None:
        sessions.forget_signed_out(person=user, session_key=request.session.session_key or "")


def new_password(sender: Any, request: HttpRequest, user: Any, **kwargs: Any) -> None:
    sessions.note_device(request)
    security.note_new_password(person=user, keep=request.session.session_key, now=timezone.now())


def reset_password(sender: Any, user: Any, **kwargs: Any) -> None:
    security.note_reset_password(person=user, now=timezone.now())


def changed_way_in(sender: Any, user: Any, **kwargs: Any) -> None:
    kind = getattr(kwargs.get("authenticator"), "type", "email")
    security.note_way_in(person=user, kind=kind, now=timezone.now())


def changed_address(sender: Any, user: Any, **kwargs: Any) -> None:
    address_changed.send(type(user), user=user, now=timezone.now())


def connect() -> None:
    """allauth's own receivers come first (the order of INSTALLED_APPS).

    So what it keeps about a browser is made plain after it was written.
    """
    account.user_logged_in.connect(signed_in, dispatch_uid="accounts.signed_in")
    account.user_logged_out.connect(signed_out, dispatch_uid="accounts.signed_out")
    for signal in (account.password_changed, account.password_set):
        signal.connect(new_password, dispatch_uid="accounts.new_password")
    account.password_reset.connect(reset_password, dispatch_uid="accounts.reset_password")
    ways = (step.authenticator_added, step.authenticator_removed, step.authenticator_reset)
    for signal in (*ways, account.email_changed, account.email_removed):
        signal.connect(changed_way_in, dispatch_uid="accounts.changed_way_in")
    for signal in (account.email_changed, account.email_removed):
        signal.connect(changed_address, dispatch_uid="accounts.changed_address")
