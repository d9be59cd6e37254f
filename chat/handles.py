"""A person inside one group, for its list of those who may not come: leads back to nobody. Pure.

The group's key is random and stands in the database only sealed under FIELD_KEY, so that neither the
group's address nor a copy of the database is enough to make the handles of its people again.
"""

import hashlib
import hmac
import secrets
from typing import Any

from accounts.sealed import seal, unseal

KEY_BYTES = 32


def new_key() -> str:
    """A new group's key, sealed: rooms keep it in this form, and it is only opened to make a handle."""
    return seal(secrets.token_hex(KEY_BYTES))


def handle_of(sealed_key: str, person: Any) -> str:
    """HMAC of the person's opaque number under the group's key. Without a key there is no handle."""
    if not sealed_key or person is None:
        return ""
    return hmac.new(unseal(sealed_key).encode(), person.subject.bytes, hashlib.sha256).hexdigest()
