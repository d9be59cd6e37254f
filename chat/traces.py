"""People and sessions as the log and Redis may know them: marks that lead nowhere."""

import hashlib
from datetime import datetime

from django.utils.crypto import salted_hmac


def mark(user_id: int, now: datetime) -> str:
    """The same person, the same mark, until the month ends; nobody without the key can go back."""
    return salted_hmac(f"chat.traces.{now:%Y-%m}", str(user_id)).hexdigest()[:12]


def session_digest(session_key: str | None) -> str:
    """A session as Redis may know it: the key itself would open the account. Empty for none."""
    return hashlib.sha256(session_key.encode()).hexdigest()[:24] if session_key else ""
