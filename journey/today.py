"""What of one's own journey stands on the first page: the check-in, and days only where one said so."""

from datetime import datetime
from typing import Any

from groups import today
from groups.today import Card
from journey.dates import today_of
from journey.models import CheckIn, CountedDays
from journey.services.way import counts


def cards(user: Any, now: datetime) -> list[Card]:
    """A guest keeps nothing, so there is nothing to show them. Three questions."""
    if user.is_guest:
        return []
    chosen = CountedDays.objects.filter(user=user, on_today=True).prefetch_related("stretches")
    found = [each for each in counts(user, chosen, now) if each.is_marked_today or each.ahead]
    day = today_of(user.time_zone, now)
    answered = CheckIn.objects.filter(user=user, local_date=day).exists()
    return [
        Card("journey/partials/today_check_in.html", {"answered": answered}, order=20),
        *([Card("journey/partials/today_days.html", found, order=30)] if found else []),
    ]


def register() -> None:
    today.register(cards)
