"""Pass codes of outside rooms, sealed with FIELD_KEY so that a copy of the database opens none."""

import base64
import hashlib
from functools import lru_cache

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings


def seal(text: str) -> bytes:
    """Encrypted under the newest key; nothing for nothing."""
    return _keys().encrypt(text.encode()) if text else b""


def unseal(sealed: bytes | memoryview) -> str:
    return _keys().decrypt(bytes(sealed)).decode() if sealed else ""


def _keys() -> MultiFernet:
    """FIELD_KEY first; older ones (FIELD_KEY_FALLBACKS) still open what they sealed."""
    return _made_of(settings.FIELD_KEY, *getattr(settings, "FIELD_KEY_FALLBACKS", []))


@lru_cache(maxsize=1)
def _made_of(*secrets: str) -> MultiFernet:
    return MultiFernet([Fernet(_fernet_key(secret)) for secret in secrets])


def _fernet_key(secret: str) -> bytes:
    # FIELD_KEY is long and random, so one hash is enough to give it Fernet's form.
    return base64.urlsafe_b64encode(hashlib.sha256(b"groups.sealing:" + secret.encode()).digest())
