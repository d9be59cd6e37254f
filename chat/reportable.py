"""What of a room can be told to staff: a message, with the lines around it, and a person by their seat."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from chat.models import Event, Seat
from safeguarding import subjects
from safeguarding.subjects import LINES_AROUND, Reportable, Subject


def message(user: Any, code: str, now: datetime) -> Subject | None:
    """`code` is "<room>-<number>". The excerpt holds what this person may read there, and no more."""
    room_code, _dash, number = code.partition("-")
    if not number.isdecimal() or len(number) > 15:
        return None
    visible = Event.objects.visible_to(user)
    visible = visible.filter(room__code=room_code, kind=Event.Kind.MESSAGE)
    event = visible.filter(seq=int(number)).select_related("room", "seat__user").first()
    if event is None or event.seat is None or event.seat.user is None:
        return None
    before = visible.filter(seq__lt=event.seq).select_related("seat").order_by("-seq")[:LINES_AROUND]
    after = visible.filter(seq__gt=event.seq).select_related("seat").order_by("seq")[:LINES_AROUND]
    return Subject(
        kind="message",
        code=code,
        name=event.seat.alias,
        back_path=f"/r/{room_code}/",
        ways_back=_ways_back(room_code),
        person=event.seat.user,
        place=f"room:{room_code}",
        excerpt=[_line(each, event) for each in [*reversed(before), event, *after]],
    )


def _ways_back(room_code: str) -> dict[str, str]:
    """Somebody in a room goes back into it: with scripts, the simple room, or the hosts' page."""
    room = f"/r/{room_code}/"
    return {"room": room, "lite": f"{room}lite/", "host": f"{room}host/"}


def _line(event: Event, told: Event) -> dict[str, Any]:
    who = event.seat.alias if event.seat else ""
    return {"who": who, "text": event.text, "at": int(event.at.timestamp()), "here": event.pk == told.pk}


def person(user: Any, code: str, now: datetime) -> Subject | None:
    """`code` is "<room>-<seat>": somebody in a room where one sits too."""
    room_code, _dash, seat_code = code.partition("-")
    sits = user.is_authenticated and Seat.objects.visible_to(user).filter(room__code=room_code).exists()
    seat = Seat.objects.filter(room__code=room_code, code=seat_code).select_related("user").first()
    if not sits or seat is None or seat.user is None:
        return None
    back, place = f"/r/{room_code}/", f"room:{room_code}"
    ways = _ways_back(room_code)
    return Subject("person", code, seat.alias, back, person=seat.user, place=place, ways_back=ways)


def register() -> None:
    subjects.register(Reportable("message", _("A message"), message))
    subjects.register(Reportable("person", _("A person"), person))
