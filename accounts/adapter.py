"""How allauth behaves here: our words, our mails, one answer for known and unknown names."""

import logging
from smtplib import SMTPException
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from django.core.mail import EmailMessage
from django.http import HttpRequest
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.second_step import is_asked_at_sign_in

log = logging.getLogger(__name__)

NOT_RIGHT = _("Name or password is not right.")
WRONG_CODE = _("This code is not right. Look at it again, or ask for a new one.")
WAIT = _("Wait 10 minutes, or ask for a new code.")

# What a note about a changed way in says; the same neutral subject for all of them.
CHANGES: dict[str, str | Promise] = {
    "password_changed": _("Your password was changed."),
    "password_set": _("A password was added."),
    "password_reset": _("A new password was chosen with a code from your mail."),
    "email_changed": _("Your e-mail address was changed."),
    "email_deleted": _("Your e-mail address was taken away."),
    "totp_activated": _("A second step was added to your sign-in."),
    "totp_deactivated": _("The second step was taken away from your sign-in."),
    "recovery_codes_generated": _("New spare codes were made."),
    "webauthn_added": _("A passkey was added."),
    "webauthn_removed": _("A passkey was taken away."),
}
CODES = {"login_code", "password_reset_code", "email_confirmation", "email_confirmation_signup"}


def shown_name(user: User) -> str:
    return user.public_name


class SignInAdapter(DefaultAccountAdapter):
    """Overrides that are needed; everything else is allauth's own."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": NOT_RIGHT,
        "duplicate_email": _("You have this address already."),
        "email_password_mismatch": NOT_RIGHT,
        "email_taken": _("This address cannot be added."),
        "enter_current_password": _("This is not your password now. Try again."),
        "incorrect_code": WRONG_CODE,
        "incorrect_password": _("This is not your password. Try again."),
        "invalid_login": NOT_RIGHT,
        "invalid_or_expired_key": _("This code has ended. Ask for a new one."),
        "invalid_password_reset": _("This code has ended. Ask for a new one."),
        "rate_limited": WAIT,
        "same_as_current": _("This is the address you have now."),
        "too_many_login_attempts": WAIT,
        "username_password_mismatch": NOT_RIGHT,
    }

    def get_login_stages(self) -> list[str]:
        """Only proven addresses are stored, so no sign-in waits for one to be proven."""
        return ["allauth.account.stages.LoginByCodeStage", "accounts.stages.SecondStep"]

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """People join on our own screens; allauth's form stays shut."""
        return False

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return "/me/security/"

    def get_email_verification_redirect_url(self, email_address: Any) -> str:
        return "/me/security/"

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """Without a code app there are no codes to ask for (a passkey brings spare ones unseen)."""
        ways = super().get_reauthentication_methods(user)
        if user.is_authenticated and not is_asked_at_sign_in(user):
            ways = [way for way in ways if way["id"] != "mfa_reauthenticate"]
        return ways

    def render_mail(
        self,
        template_prefix: str,
        email: str | list[str],
        context: dict[str, Any],
        headers: dict[str, str] | None = None,
    ) -> EmailMessage:
        """Plain text under a subject that tells a passer-by nothing."""
        name = template_prefix.rpartition("/")[2]
        subject = _("Your code") if name in CODES else _("A note for you")
        template = "change" if name in CHANGES else "code" if name in CODES else name
        body = render_to_string(
            f"emails/accounts/{template}.txt", context | {"what": CHANGES.get(name), "kind": name}
        )
        to = [email] if isinstance(email, str) else email
        quiet = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}
        return EmailMessage(str(subject), body, self.get_from_email(), to, headers=quiet | (headers or {}))

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Sent once, now. When the mail server is away the page says so, whoever asked."""
        try:
            self.render_mail(template_prefix, email, context).send()
        except (OSError, SMTPException) as error:
            log.warning("mail not sent: %s", type(error).__name__)
            answer = render(self.request, "accounts/mail_away.html", status=503)
            raise ImmediateHttpResponse(answer) from error

    def send_notification_mail(self, template_prefix: str, user: User, *args: Any, **kwargs: Any) -> None:
        """A note about a change that is already made: a fault of the mail does not undo it."""
        try:
            super().send_notification_mail(template_prefix, user, *args, **kwargs)
        except ImmediateHttpResponse:
            log.warning("note about a change was not sent")
