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


class Word(NamedTuple):
    """One private word; `by_host` when hosts wrote it."""

    event: Event
    by_host: bool


class Talk(NamedTuple):
    """The private words between one person and the hosts. `waits`: theirs is the last one."""

    seat: Seat
    words: list[Word]

    @property
    def waits(self) -> bool:
        return not self.words[-1].by_host and self.seat.is_live


class Question(NamedTuple):
    """What waits for a second host, and whether this one can be that."""

    act: Act
    may_agree: bool


class Asking(NamedTuple):
    """Somebody outside who asked for another look, and what a host would take back for them."""

    entry: LobbyEntry
    act: Act | None


@dataclass(frozen=True)
class Console:
    """Greeters are shown who waits, and nothing else."""

    waiting: list[LobbyEntry]
    asking: list[Asking] = field(default_factory=list)
    held: list[dict[str, Any]] = field(default_factory=list)
    people: list[Present] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    log: list[Act] = field(default_factory=list)
    private: list[Talk] = field(default_factory=list)
    calm: Act | None = None  # the calm that stands, to be ended
    checks: list[care.Card] = field(default_factory=list)

    @property
    def at_door(self) -> int:
        """How many at the door wait for a host: to come in, or for an answer."""
        return len(self.waiting) + sum(not one.entry.is_answered for one in self.asking)

    @property
    def unanswered(self) -> int:
        """How many people wait for a private answer."""
        return sum(talk.waits for talk in self.private)


def console_of(room: Room, seat: Seat, now: datetime) -> Console:
    waiting = _entries(LobbyEntry.objects.filter(room=room).here(now))
    if not seat.is_host:
        return Console(waiting=waiting)
    log = _log(room)
    return Console(
        waiting=waiting,
        asking=_asking(room),
        held=[_held(event) for event in holding.open_ones(room)],
        people=_people(room, now),
        questions=_questions(log, seat),
        log=log,
        private=_private(room),
        calm=calm_of(room),
        checks=care.cards(room, now, seat),
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
    return list(entries.prefetch_related("said"))


def _asking(room: Room) -> list[Asking]:
    """Who asked first comes first. Who had a seat was asked to leave by it, others at the door."""
    outside = LobbyEntry.objects.filter(room=room, state__in=LobbyEntry.OUTSIDE, user__isnull=False)
    entries = _entries(outside.exclude(asked_again_at=None).order_by("asked_again_at", "pk"))
    if not entries:
        return []
    theirs = Q(entry__in=entries) | Q(seat__user__in=[entry.user_id for entry in entries])
    acts = list(Act.objects.filter(theirs, room=room, kind__in=Act.GOING).select_related("seat"))
    return [Asking(entry, next((act for act in acts if _is_on(act, entry)), None)) for entry in entries]


def _is_on(act: Act, entry: LobbyEntry) -> bool:
    same = act.entry_id == entry.pk or (act.seat is not None and act.seat.user_id == entry.user_id)
    return same and act.can_be_undone


def _held(event: Event) -> dict[str, Any]:
    whys = holding.whys(event)
    return {
        "event": event,
        "whys": [wording.WHY_HELD.get(why, _("A host reads this first.")) for why in whys],
        "words": wording.sentence(wording.key_for_kept(whys)),
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


def calm_of(room: Room) -> Act | None:
    if not room.is_calm:
        return None
    return Act.objects.filter(room=room, kind=Act.Kind.CALM, undone_at=None).first()


def _private(room: Room) -> list[Talk]:
    """By person, those who wait for an answer first, then whoever was heard last."""
    said = ~Q(text="") | Q(payload__has_key="asks")
    words = Event.objects.filter(said, room=room, kind=Event.Kind.PRIVATE).order_by("-seq")
    newest = list(words.select_related("seat", "audience_seat")[:PRIVATE_LENGTH])
    people = {seat.code: seat for seat in room.seats.all()} if newest else {}
    talks: dict[str, Talk] = {}
    for event in newest:
        code = event.payload.get("to") or (event.seat.code if event.seat else "")
        if code in people:
            talk = talks.setdefault(code, Talk(people[code], []))
            talk.words.insert(0, Word(event, by_host="to" in event.payload))
    return sorted(talks.values(), key=lambda talk: not talk.waits)
