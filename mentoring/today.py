"""What of walking beside each other stands on the first page: the way to somebody to talk with."""

from datetime import datetime
from typing import Any

from groups import today
from groups.today import Card


def cards(user: Any, now: datetime) -> list[Card]:
    """For everybody with a name here. No question to the database."""
    return [] if user.is_guest else [Card("mentoring/partials/talk_row.html", order=0)]


def register() -> None:
    today.register(cards)
