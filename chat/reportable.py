"""What of a room can be told to staff: a message, with the lines around it, and a person by their seat."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from chat.models import Event, LobbyEntry, Seat
from safeguarding import subjects
from safeguarding.subjects import LINES_AROUND, Reportable, Seen, Subject


def message(user: Any, code: str, now: datetime) -> Subject | None:
    """`code` is "<room>-<number>". The excerpt holds what this person could read there, and no more.

    Whoever began to tell us is heard, also when they were asked to leave or the words went meanwhile:
    then it is about the person, without the words.
    """
    room_code, _dash, number = code.partition("-")
    own = _seat_of(user, room_code)
    if own is None or not number.isdecimal() or len(number) > 15:
        return None
    met = Event.objects.met_with(own)
    event = met.filter(seq=int(number)).select_related("room", "seat__user").first()
    if event is None or event.seat is None:
        return None
    return _subject("message", code, own, event.seat, excerpt=_excerpt(met, event, own))


def _seat_of(user: Any, room_code: str) -> Seat | None:
    """The seat that somebody has or had in a room: each has one there."""
    if not user.is_authenticated:
        return None
    return Seat.objects.filter(user=user, room__code=room_code).select_related("room", "user").first()


def _subject(
    kind: str, code: str, own: Seat, other: Seat, excerpt: list[dict[str, Any]] | None = None
) -> Subject:
    leads_back = (
        own.removed_at is None or LobbyEntry.objects.visible_to(own.user).filter(room=own.room).exists()
    )
    return Subject(
        kind=kind,
        code=code,
        name=other.alias or str(_("Somebody whose account is closed")),
        back_path=f"/r/{own.room.code}/" if leads_back else reverse("my_reports"),
        person=other.user,
        place=f"room:{own.room.code}",
        ways_back=_ways_back(own.room.code) if leads_back else {},
        excerpt=excerpt or [],
    )


def _ways_back(room_code: str) -> dict[str, str]:
    """Somebody in a room goes back into it: with scripts, the simple room, or the hosts' page."""
    room = f"/r/{room_code}/"
    return {"room": room, "lite": f"{room}lite/", "host": f"{room}host/"}


def _excerpt(met: Any, event: Event, own: Seat) -> list[dict[str, Any]]:
    """Ten lines each way; nothing when the words themselves are gone."""
    if not event.text:
        return []
    read = met.exclude(text="").select_related("seat")
    if not own.is_host:
        read = read.filter(Q(audience=Event.Audience.ALL) | Q(seat=own))
    before = read.filter(seq__lt=event.seq).order_by("-seq")[:LINES_AROUND]
    after = read.filter(seq__gt=event.seq).order_by("seq")[:LINES_AROUND]
    return [_line(each, event) for each in [*reversed(before), event, *after]]


def _line(event: Event, told: Event) -> dict[str, Any]:
    who = event.seat.alias if event.seat else ""
    return {"who": who, "text": event.text, "at": int(event.at.timestamp()), "here": event.pk == told.pk}


def person(user: Any, code: str, now: datetime) -> Subject | None:
    """`code` is "<room>-<seat>": somebody in a room where one sits too, or sat when they did."""
    room_code, _dash, seat_code = code.partition("-")
    own = _seat_of(user, room_code)
    seat = Seat.objects.filter(room__code=room_code, code=seat_code).select_related("user").first()
    if own is None or seat is None or (own.ended_at and own.ended_at < seat.joined_at):
        return None
    return _subject("person", code, own, seat)


def seen_messages(codes: Iterable[str]) -> dict[str, Seen]:
    """Under which name each was written, also when its words are gone."""
    apart = [code.rpartition("-") for code in codes]
    numbers = [int(seq) for _room, _dash, seq in apart if seq.isdecimal()]
    written = Event.objects.filter(room__code__in=[room for room, _dash, _seq in apart], seq__in=numbers)
    rows = written.exclude(seat=None).values_list("room__code", "seq", "seat__alias")
    told = {f"{room}-{seq}": Seen(name, place=f"room:{room}") for room, seq, name in rows}
    return {code: told[code] for code in codes if code in told}


def seen_people(codes: Iterable[str]) -> dict[str, Seen]:
    """As whom each sat, and where."""
    seats = Seat.objects.filter(code__in=[code.rpartition("-")[2] for code in codes])
    rows = seats.values_list("room__code", "code", "alias")
    return {f"{room}-{seat}": Seen(name, place=f"room:{room}") for room, seat, name in rows}


def register() -> None:
    subjects.register(Reportable("message", _("A message"), message, seen_messages))
    subjects.register(Reportable("person", _("A person"), person, seen_people))
