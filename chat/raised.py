"""What somebody to be looked after had written when it was asked, for those who may read it in the room."""

from collections.abc import Iterable
from typing import Any

from chat.models import Event
from safeguarding import raised
from safeguarding.models import Check
from safeguarding.raised import Words

SAID = (Event.Kind.MESSAGE, Event.Kind.HELD, Event.Kind.PRIVATE)


def words(checks: Iterable[Check], reader: Any) -> dict[int, Words]:
    """When words raised it these; when a person did, the last that was written by then."""
    asked = {(_room_of(each), each.about_id): each for each in checks if each.about_id is not None}
    said = Event.objects.visible_to(reader).filter(
        room__code__in=[code for code, _person in asked], seat__user__in=[person for _code, person in asked]
    )
    found: dict[int, Words] = {}
    rows = said.filter(kind__in=SAID).exclude(text="").order_by("seq")
    for code, person, number, text, at in rows.values_list("room__code", "seat__user", "seq", "text", "at"):
        check = asked.get((code, person))
        if check is not None and at <= check.opened_at:
            found[check.pk] = Words(text, at, number, f"/r/{code}/#m{number}")
    return found


def _room_of(check: Check) -> str:
    return check.place.removeprefix("room:")


def register() -> None:
    raised.SOURCES["chat"] = words
