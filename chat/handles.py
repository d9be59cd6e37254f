"""A person inside one group, for its list of those who may not come: leads back to nobody. Pure."""

import hashlib
import hmac
from typing import Any


def handle_of(key: str, person: Any) -> str:
    """HMAC of the person's opaque number under the group's key. Without a key there is no handle."""
    if not key or person is None:
        return ""
    return hmac.new(key.encode(), person.subject.bytes, hashlib.sha256).hexdigest()
