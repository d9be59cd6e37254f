"""What the log may say of a person: a mark that stands for the account for one month."""

from datetime import datetime

from django.utils.crypto import salted_hmac


def mark(user_id: int, now: datetime) -> str:
    """The same person, the same mark, until the month ends; nobody without the key can go back."""
    return salted_hmac(f"chat.traces.{now:%Y-%m}", str(user_id)).hexdigest()[:12]
