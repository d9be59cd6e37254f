"""The link at the foot of each e-mail that ends e-mail for one person, without signing in.

It names nobody: the person's random code and a keyed check of it. It neither expires nor reads.
"""

import hashlib
import hmac
from base64 import urlsafe_b64encode
from functools import lru_cache

from django.conf import settings
from django.urls import reverse

_CHECK_LENGTH = 22


@lru_cache(maxsize=8)
def _key(secret: str) -> bytes:
    return hashlib.sha256(b"notifications.links:" + secret.encode()).digest()


def _check(code: str, secret: str) -> str:
    digest = hmac.digest(_key(secret), code.encode(), "sha256")
    return urlsafe_b64encode(digest).decode("ascii")[:_CHECK_LENGTH]


def stop_path(user_code: str) -> str:
    """The path that ends e-mail for the person."""
    return _stop_pattern().replace("CODE", f"{user_code}.{_check(user_code, settings.SECRET_KEY)}")


@lru_cache(maxsize=1)
def _stop_pattern() -> str:
    return reverse("notes_stop", args=["CODE"])


def read_stop_token(token: str) -> str | None:
    """The code of the person the link was made for, or None when it was not made by us."""
    code, _, check = token.rpartition(".")
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    ours = any(hmac.compare_digest(_check(code, s).encode(), check.encode()) for s in secrets)
    return code if code and ours else None
