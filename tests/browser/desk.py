"""What waits at the desk, what somebody has in hand, a limit that stands, and what was decided."""

from typing import Any

from chat.models import Event, Room
from safeguarding import subjects
from safeguarding.models import Case
from safeguarding.services import cases, limits, reports


def add(place: Any) -> None:
    manager = next(user for who, user in place.people.items() if who.startswith("manager"))
    simran, river = place.simran, place.people["river"]
    room = Room.objects.get(code=place.codes["room-open"])
    said = Event.objects.filter(room=room, seat__user=river, audience="all", kind="message").first()
    first = _told(place, simran, "person", f"{room.code}-{room.seats.get(user=river).code}", "selling")
    first = cases.take_case(actor=manager, case=first, now=place.now)
    limits.set_limit(actor=manager, case=first, step="rest", days=3, words="Please rest.", now=place.now)
    case = _told(place, simran, "message", f"{room.code}-{said.seq}", "hurtful")
    cases.take_case(actor=manager, case=case, now=place.now)
    place.codes["case"] = case.code


def _told(place: Any, by: Any, kind: str, code: str, reason: str) -> Case:
    subject = subjects.find(by, kind, code, place.now)
    assert subject is not None
    told = reports.report(actor=by, subject=subject, reason=reason, words="It happened twice.", now=place.now)
    return told.report.case
