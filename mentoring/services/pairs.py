"""The beginning of a pair. What follows (agreement, pauses, the end) builds on this row."""

from datetime import datetime

from accounts.models import User
from chat.models import Room
from mentoring import agreement
from mentoring.models import Agreement, Mentor, Pair, Request, Suggestion


def has_place(mentor: Mentor) -> bool:
    """With the mentor's row locked: is a place free?"""
    return Pair.objects.live().filter(mentor=mentor).count() < mentor.places


def begin(*, suggestion: Suggestion, request: Request, mentor: Mentor, now: datetime) -> Pair:
    """Both said yes. For the service that holds the locks and asked the rules."""
    request.state, request.ended_at, request.avoid = Request.State.MATCHED, now, ""
    request.save(update_fields=["state", "ended_at", "avoid"])
    people = {"mentee": suggestion.mentee, "guide": suggestion.guide}
    return make(mentor=mentor, request=request, kind=suggestion.kind, now=now, **people)


def make(
    *, mentor: Mentor, request: Request | None, mentee: User, guide: User, kind: str, now: datetime
) -> Pair:
    """The row, and the first words to agree on: what is usual, with the limits both have named."""
    pair = Pair.objects.create(
        mentor=mentor, request=request, mentee=mentee, guide=guide, kind=kind, made_at=now
    )
    named = [mentor.limits, request.limits if request is not None else ""]
    ways = [way for way in mentor.ways if request is None or way in request.ways]
    first_words(pair, ways, named, now)
    return pair


def first_words(pair: Pair, ways: list[str], limits: list[str], now: datetime) -> Agreement:
    return Agreement.objects.create(
        pair=pair,
        number=1,
        ways=ways,
        limits="\n".join(limit for limit in limits if limit),
        text_version=agreement.CURRENT,
        made_at=now,
    )


def locked(pair: Pair) -> Pair:
    """The row as it stands now. Locks go mentor, room, pair, request, suggestion: an erasure has the rooms
    of the person before it comes to their pairs."""
    if pair.room_id is not None:
        Room.objects.select_for_update().filter(pk=pair.room_id).first()
    held = Pair.objects.select_for_update(of=["self"])
    return held.select_related("mentor__centre", "mentee", "guide", "room", "request").get(pk=pair.pk)
