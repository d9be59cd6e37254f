"""What the host's page shows: who waits, what is held, who is here, what was done."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Q
from django.utils.translation import gettext as _

from chat import wording
from chat.models import Act, Event, LobbyEntry, PresenceInterval, Room, Seat
from chat.models.presence import GAP
from chat.services import care, holding

LOG_LENGTH = 30
PRIVATE_LENGTH = 30


class Present(NamedTuple):
    """Somebody with a seat, as the hosts' page lists them."""

    seat: Seat
    is_here: bool
    rests: bool


class Question(NamedTuple):
    """What waits for a second host, and whether this one can be that."""

    act: Act
    may_agree: bool


@dataclass(frozen=True)
class Console:
    """Greeters are shown who waits, and nothing else."""

    waiting: list[LobbyEntry]
    asking: list[LobbyEntry] = field(default_factory=list)
    held: list[dict[str, Any]] = field(default_factory=list)
    people: list[Present] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    log: list[Act] = field(default_factory=list)
    private: list[Event] = field(default_factory=list)
    checks: list[care.Card] = field(default_factory=list)


def console_of(room: Room, seat: Seat, now: datetime) -> Console:
    waiting = _entries(LobbyEntry.objects.filter(room=room).here(now))
    if not seat.is_host:
        return Console(waiting=waiting)
    log = _log(room)
    outside = LobbyEntry.objects.filter(room=room, state__in=LobbyEntry.OUTSIDE)
    return Console(
        waiting=waiting,
        asking=_entries(outside.exclude(asked_again_at=None).order_by("asked_again_at")),
        held=[_held(event) for event in holding.open_ones(room)],
        people=_people(room, now),
        questions=_questions(log, seat),
        log=log,
        private=_private(room),
        checks=care.cards(room, now),
    )


def acts_of(seat: Seat) -> list[Act]:
    """What was done to one person here, the newest first."""
    return list(seat.acts.select_related("by", "second_by", "undone_by"))


def said_to(seat: Seat) -> list[Event]:
    """The private words between one person and the hosts."""
    from_them = Event.objects.filter(seat=seat, kind=Event.Kind.PRIVATE)
    to_them = Event.objects.filter(audience_seat=seat, kind=Event.Kind.PRIVATE)
    both = (from_them | to_them).filter(room=seat.room_id).exclude(text="")
    return list(both.select_related("seat").order_by("seq"))[-PRIVATE_LENGTH:]


def _entries(entries: Any) -> list[LobbyEntry]:
    return list(entries.prefetch_related("said", "acts__by"))


def _held(event: Event) -> dict[str, Any]:
    why = event.payload.get("why", "")
    return {
        "event": event,
        "why": wording.WHY_HELD.get(why, _("A host reads this first.")),
        "words": wording.sentence(wording.key_for_kept(why)),
        "note": event.payload.get("note", ""),
    }


def _people(room: Room, now: datetime) -> list[Present]:
    """Live seats, those who are heard first."""
    here = set(
        PresenceInterval.objects.filter(seat__room=room, last_at__gt=now - GAP).values_list("seat", flat=True)
    )
    seats = room.seats.live().order_by("joined_at", "pk")
    found = [Present(seat, is_here=seat.pk in here, rests=seat.is_muted(now)) for seat in seats]
    return sorted(found, key=lambda one: not one.is_here)


def _log(room: Room) -> list[Act]:
    acts = Act.objects.filter(room=room).select_related("by", "seat", "entry", "second_by", "undone_by")
    return list(acts[:LOG_LENGTH])


def _questions(log: list[Act], seat: Seat) -> list[Question]:
    return [Question(act, act.is_for_a_second(seat.user_id)) for act in log if act.is_open_question]


def _private(room: Room) -> list[Event]:
    said = ~Q(text="") | Q(payload__has_key="asks")
    words = Event.objects.filter(said, room=room, kind=Event.Kind.PRIVATE)
    return list(words.select_related("seat", "audience_seat").order_by("-seq")[:PRIVATE_LENGTH])
