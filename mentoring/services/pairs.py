"""The beginning of a pair. What follows (agreement, pauses, the end) builds on this row."""

from datetime import datetime

from mentoring.models import Mentor, Pair, Request, Suggestion


def has_place(mentor: Mentor) -> bool:
    """With the mentor's row locked: is a place free?"""
    return Pair.objects.live().filter(mentor=mentor).count() < mentor.places


def begin(*, suggestion: Suggestion, request: Request, mentor: Mentor, now: datetime) -> Pair:
    """Both said yes. For the service that holds the locks and asked the rules."""
    request.state, request.ended_at, request.avoid = Request.State.MATCHED, now, ""
    request.save(update_fields=["state", "ended_at", "avoid"])
    return Pair.objects.create(
        mentor=mentor,
        request=request,
        mentee=suggestion.mentee,
        guide=suggestion.guide,
        kind=suggestion.kind,
        made_at=now,
    )
