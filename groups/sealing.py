"""What a copy of the database must not open: pass codes of outside rooms, and names on proofs."""

import base64
import hashlib
import hmac
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
    return _made_of(*_secrets())


@lru_cache(maxsize=1)
def _made_of(*secrets: str) -> MultiFernet:
    return MultiFernet([Fernet(_fernet_key(secret)) for secret in secrets])


def _secrets() -> list[str]:
    return [settings.FIELD_KEY, *getattr(settings, "FIELD_KEY_FALLBACKS", [])]


def digests(code: str) -> list[bytes]:
    """By what a typed code is found, under the newest key and then each older one: never the code itself."""
    return [_keyed(secret, "digest", code) for secret in _secrets()]


def seal_with(code: str, text: str) -> bytes:
    """Encrypted so that it takes both FIELD_KEY and the code to read it: neither alone is enough."""
    return _keys_with(code).encrypt(text.encode())


def unseal_with(code: str, sealed: bytes | memoryview) -> str:
    return _keys_with(code).decrypt(bytes(sealed)).decode()


def _keys_with(code: str) -> MultiFernet:
    keys = [_keyed(secret, "name", code) for secret in _secrets()]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in keys])


def _keyed(secret: str, use: str, code: str) -> bytes:
    return hmac.new(secret.encode(), f"groups.sealing.{use}:{code}".encode(), hashlib.sha256).digest()


def _fernet_key(secret: str) -> bytes:
    # FIELD_KEY is long and random, so one hash is enough to give it Fernet's form.
    return base64.urlsafe_b64encode(hashlib.sha256(b"groups.sealing:" + secret.encode()).digest())
