"""The second step and passkeys: keys sealed, people named by their random code, our words."""

from typing import Any

from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.adapter import WRONG_CODE
from accounts.models import User
from accounts.sealed import seal, unseal


class SecondStepAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "cannot_delete_authenticator": _("Your work here needs a second step. Add another one first."),
        "incorrect_code": WRONG_CODE,
    }

    def encrypt(self, text: str) -> str:
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(encrypted_text)

    def get_totp_issuer(self) -> str:
        return settings.SITE_NAME

    def get_totp_label(self, user: User) -> str:
        """The public name: what stands in the code app may be seen over a shoulder."""
        return user.public_name

    def build_totp_svg(self, url: str) -> str:
        """Not used: the page draws the picture itself, and the policy allows no data: address."""
        return ""

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {"id": context.request.get_host().partition(":")[0], "name": settings.SITE_NAME}

    def get_public_key_credential_user_entity(self, user: User) -> dict[str, Any]:
        """The handle a device keeps is the random code; the row's number never leaves the server."""
        return {"id": user.code.encode(), "display_name": user.public_name, "name": user.public_name}
