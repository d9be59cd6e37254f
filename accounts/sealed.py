"""Secrets that must be read again (second-step keys, codes not yet shown) under the field key."""

import base64
import hashlib

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings


def _box() -> MultiFernet:
    """FIELD_KEY first; older ones (FIELD_KEY_FALLBACKS) still open what they sealed."""
    secrets = [settings.FIELD_KEY, *getattr(settings, "FIELD_KEY_FALLBACKS", [])]
    return MultiFernet([Fernet(_fernet_key(secret)) for secret in secrets])


def _fernet_key(secret: str) -> bytes:
    return base64.urlsafe_b64encode(hashlib.sha256(b"accounts.sealed:" + secret.encode()).digest())


def seal(text: str) -> str:
    return _box().encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """Raises `cryptography.fernet.InvalidToken` when the field key is another one."""
    return _box().decrypt(sealed.encode()).decode()
