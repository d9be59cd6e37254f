"""How fast one seat may write. Counted in PostgreSQL, from the messages themselves.

There is nothing to be away, to flush or to disagree: the limit stands as long as a message can be
written at all, over any number of processes (docs/decisions/0021).
"""

import math
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils.translation import ngettext

from chat.models import Event, Seat
from chat.services.stream import PEOPLE
from recovery_network.common.errors import DomainError
from recovery_network.common.realtime import ring

BURST = timedelta(seconds=10)
MINUTE = timedelta(minutes=1)
WRITTEN = (Event.Kind.MESSAGE, Event.Kind.HELD)


class PaceError(DomainError):
    """The seat wrote more than the limit. `is_flood` is the larger limit: its sockets close too."""

    def __init__(self, wait: timedelta, *, is_flood: bool) -> None:
        seconds = max(1, math.ceil(wait.total_seconds()))
        self.is_flood = is_flood
        super().__init__(
            ngettext(
                "That is a lot at once. You can write again in %(seconds)d second.",
                "That is a lot at once. You can write again in %(seconds)d seconds.",
                seconds,
            )
            % {"seconds": seconds},
            retry_after=seconds,
        )


def in_sql() -> dict[str, Any]:
    """The limits as the writing statement asks them."""
    return {
        "burst": BURST,
        "minute": MINUTE,
        "burst_limit": settings.CHAT_BURST_LIMIT,
        "minute_limit": settings.CHAT_MINUTE_LIMIT,
    }


def reached(seat: Seat, now: datetime) -> PaceError | None:
    """The limit that the seat has reached, and how long it is to wait; None when it may write."""
    times = list(
        Event.objects.filter(seat=seat, kind__in=WRITTEN, at__gt=now - MINUTE)
        .order_by("-at")
        .values_list("at", flat=True)[: settings.CHAT_MINUTE_LIMIT]
    )
    if len(times) >= settings.CHAT_MINUTE_LIMIT:
        return PaceError(times[-1] + MINUTE - now, is_flood=True)
    burst = [at for at in times if at > now - BURST]
    if len(burst) >= settings.CHAT_BURST_LIMIT:
        return PaceError(burst[settings.CHAT_BURST_LIMIT - 1] + BURST - now, is_flood=False)
    return None


class SlowError(DomainError):
    """A host made the chat slow: one message in so many seconds."""

    def __init__(self, wait: timedelta) -> None:
        seconds = max(1, math.ceil(wait.total_seconds()))
        super().__init__(
            ngettext(
                "Slow chat: you can write again in %(seconds)d second.",
                "Slow chat: you can write again in %(seconds)d seconds.",
                seconds,
            )
            % {"seconds": seconds},
            retry_after=seconds,
        )


def slow(seat: Seat, now: datetime) -> SlowError:
    """How long this seat has to wait in a slow chat; at somebody's first meeting, half the time."""
    pause = timedelta(seconds=seat.room.slow_seconds / (2 if seat.is_first_time else 1))
    return SlowError((seat.wrote_at or now) + pause - now)


SIGNS = (Event.Kind.REACTION, Event.Kind.QUEUE)
SIGNS_LIMIT = 20


def check_signs(seat: Seat, now: datetime) -> None:
    """Hands and reactions of one seat have a limit of their own: each is an event for everybody."""
    recent = Event.objects.filter(seat=seat, kind__in=SIGNS, at__gt=now - BURST).order_by("-at")
    times = list(recent.values_list("at", flat=True)[:SIGNS_LIMIT])
    if len(times) == SIGNS_LIMIT:
        raise PaceError(times[-1] + BURST - now, is_flood=False)


def close_flooding_seat(seat: Seat) -> None:
    """Ask every hub to close the seat's sockets with 1008."""
    ring(PEOPLE, "seat.flood", room=seat.room_id, seat=seat.pk)
