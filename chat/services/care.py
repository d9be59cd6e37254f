"""Somebody in a room is to be looked after: raised by a person, or by words that are a hint.

Either opens one check (safeguarding.services.checks): all hosts of the room and the first person on duty
are asked, and the hosts' pages show it until it is done. Nothing is hidden, and nobody outside is told.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from chat.models import Event, LobbyEntry, Room, Seat
from chat.rules import is_host
from chat.services import stream
from recovery_network.common.errors import DomainError
from recovery_network.common.permissions import require
from safeguarding import redflags
from safeguarding.models import Check
from safeguarding.services import checks

# A member who worries may be wrong; who worries about everybody helps nobody.
WORRIES, WITHIN = 3, timedelta(hours=1)


def is_alarming(writer: Any, text: str) -> bool:
    """May these words mean that somebody is in danger now? Pure: no question to the database."""
    return redflags.found(text, getattr(writer, "language", ""))


def open_by_words(seat: Seat, now: datetime) -> Check:
    """Words were the hint. Called in the transaction that keeps them, so without an actor."""
    return _open(seat, None, now)


def open_at_door(entry: LobbyEntry, now: datetime) -> Check | None:
    """The same for somebody who waits and has no seat. The caller holds the room's lock."""
    if entry.user is None:
        return None
    return checks.open_check(
        about_user=entry.user,
        raised_by=None,
        room_ref=place_of(entry.room),
        now=now,
        alias=entry.alias,
        centre=entry.room.centre,
        hosts=_hosts(entry.room),
        path=f"/r/{entry.room.code}/answer/",
    )


@transaction.atomic
def check_on(*, actor: Any, seat: Seat, now: datetime) -> Check:
    """A host, or anybody in the room, worries about a person. Asking again changes nothing."""
    require(actor, "chat.check_on", seat)
    room = Room.objects.select_for_update().get(pk=seat.room_id)
    if seat.user is None:
        raise DomainError(_("This account is closed. Nothing is left to do."))
    if not is_host(actor, room):
        _within_reason(actor, now)
    return _open(seat, actor, now)


@transaction.atomic
def take_check(*, actor: Any, check: Check, room: Room, now: datetime) -> Check:
    """ "I have it", from the room. A host who came after the others were asked is asked now."""
    require(actor, "chat.watch_over", room)
    checks.ask_also(check=check, person=actor, now=now)
    return checks.take_check(actor=actor, check=check, now=now)


@dataclass(frozen=True)
class Card:
    """A check as a room's hosts see it: the codes and names by which the room knows people, and how many
    seconds are `left` until the next person is asked."""

    check: Check
    seat_code: str
    taker: str
    left: int

    @property
    def clock(self) -> str:
        return f"{self.left // 60}:{self.left % 60:02d}"


def cards(room: Room, now: datetime) -> list[Card]:
    """What is not done yet, what nobody has on top. A check on a host is in the other hosts' notes alone."""
    found = checks.open_in(place_of(room))
    people = {person for each in found for person in (each.about_id, each.taken_by_id) if person}
    seats = {seat.user_id: seat for seat in Seat.objects.filter(room=room, user__in=people)} if people else {}
    shown = [_card(each, seats, now) for each in found if not _is_about_host(seats.get(each.about_id))]
    return sorted(shown, key=lambda card: card.check.taken_by_id is not None)


def _card(check: Check, seats: dict[Any, Seat], now: datetime) -> Card:
    about, taker = seats.get(check.about_id), seats.get(check.taken_by_id)
    left = max(0, int((check.hand_over_at - now).total_seconds()))
    return Card(check, about.code if about else "", taker.alias if taker else "", left)


def way_to(*, user: Any, code: str, seat_code: str) -> str:
    """Where whoever was asked can answer: the person's page for hosts, else the door of the meeting."""
    asked = Check.objects.visible_to(user).filter(place=f"room:{code}").exists()
    room = Room.objects.filter(code=code).first() if asked else None
    if room is None:
        return ""
    own = Seat.objects.visible_to(user).filter(room=room).first()
    if own is not None and own.is_host:
        return f"/r/{code}/people/{seat_code}/" if seat_code else f"/r/{code}/host/"
    return f"/r/{code}/" if own is not None else room.back_path


def tell(check: Check, state: str, now: datetime) -> None:
    """A check of a room opened or moved: its hosts learn it. Called in that transaction: no actor.

    Whoever hosts is looked after by the others, who were asked by a note: the stream tells all hosts.
    """
    kind, _colon, code = check.place.partition(":")
    room = Room.objects.filter(code=code).first() if kind == "room" else None
    if room is None or room.state == Room.State.GONE:
        return
    seat = Seat.objects.filter(room=room, user=check.about_id).first() if check.about_id else None
    if _is_about_host(seat):
        return
    told = {"check": check.code, "state": state, "name": check.alias, "seat": seat.code if seat else ""}
    if check.taken_by_id is not None:
        told["by"] = _name_of(room, check.taken_by_id)
    stream.append(room=room, kind=Event.Kind.CHECK, now=now, audience=Event.Audience.HOSTS, payload=told)


def hand_on(now: datetime) -> int:
    """Checks that nobody took go to the next person. No actor: every hub asks, and so no worker is needed."""
    return checks.hand_on_overdue(now=now)


def forget_checks(seat: Seat) -> None:
    """Nobody reads that they were looked after: the person hosts now, or is erased. Under the room's lock."""
    about = Event.objects.filter(room=seat.room_id, kind=Event.Kind.CHECK, payload__seat=seat.code)
    about.update(payload={}, audience=Event.Audience.NOBODY)


def forget_check_at_door(entry: LobbyEntry) -> None:
    """The same for somebody who waited when it was asked, and is erased. Under the room's lock."""
    about = Event.objects.filter(room=entry.room_id, kind=Event.Kind.CHECK, payload__seat="")
    about.filter(payload__name=entry.alias).update(payload={}, audience=Event.Audience.NOBODY)


def place_of(room: Room) -> str:
    return f"room:{room.code}"


def _open(seat: Seat, raised_by: Any, now: datetime) -> Check:
    return checks.open_check(
        about_user=seat.user,
        raised_by=raised_by,
        room_ref=place_of(seat.room),
        now=now,
        alias=seat.alias,
        centre=seat.room.centre,
        hosts=_hosts(seat.room),
        path=f"/r/{seat.room.code}/answer/{seat.code}/",
    )


def _hosts(room: Room) -> list[Any]:
    hosts = Seat.objects.live().filter(room=room, role=Seat.Role.HOST, user__is_guest=False)
    return [seat.user for seat in hosts.select_related("user").order_by("joined_at", "pk")]


def _is_about_host(seat: Seat | None) -> bool:
    return seat is not None and seat.is_host


def _name_of(room: Room, person_id: int) -> str:
    """As the room knows them; empty for somebody on duty who has no seat here."""
    seat = Seat.objects.filter(room=room, user=person_id).first()
    return seat.alias if seat else ""


def _within_reason(actor: Any, now: datetime) -> None:
    if checks.raised_lately(actor, now - WITHIN) >= WORRIES:
        raise DomainError(_("You asked several times. Please write to a host instead."), retry_after=3600)
