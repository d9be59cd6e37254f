"""Checking a name and a password, with one costly hash whatever the answer is."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.http import HttpRequest
from django.utils import timezone

from accounts.models import User
from accounts.names import sign_in_key
from recovery_network.common.ready import ReadyQuery

_PERSON = ReadyQuery(lambda pk: User.objects.filter(pk=pk), {"pk": -1})


class SignInBackend(AuthenticationBackend):
    """allauth's backend looks an address up twice, and so hashes once more for a known one.

    Here exactly one person is looked up and exactly one password hash is computed: for a wrong name,
    a wrong password, a closed account and one without a password alike.
    """

    def _authenticate(self, request: HttpRequest | None, **credentials: Any) -> User | None:
        typed = credentials.get("email") or credentials.get("username") or ""
        user = _find(typed)
        if user is None:
            return None
        self._did_check_password = True
        matches = user.check_password(credentials["password"])
        return user if matches and self.user_can_authenticate(user) else None

    def get_user(self, user_id: int) -> User | None:
        """Asked at every request, so its SQL is made once."""
        user = _PERSON.first(pk=user_id)
        return user if user is not None and self.user_can_authenticate(user) else None

    def user_can_authenticate(self, user: Any) -> bool:
        """Of `get_user` too: a guest's time ends everywhere at once."""
        over = user.is_guest and user.guest_until <= timezone.now()
        return super().user_can_authenticate(user) and not over


def _find(typed: str) -> User | None:
    if "@" in typed:
        return User.objects.filter(email=typed.strip().lower()).first()
    return User.objects.filter(sign_in_name=sign_in_key(typed)).first()
