"""What of groups can be told to staff: a group and a meeting's page; and whose staff a room belongs to."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import Centre
from groups.models import Group, MeetingRoom, MeetingSeries, Occurrence
from safeguarding import subjects
from safeguarding.subjects import Reportable, Seen, Subject


def group(user: Any, code: str, now: datetime) -> Subject | None:
    found = Group.objects.visible_to(user).filter(code=code).select_related("centre").first()
    if found is None:
        return None
    return Subject("group", code, found.name, found.get_absolute_url(), centre=found.centre)


def meeting(user: Any, code: str, now: datetime) -> Subject | None:
    visible = MeetingSeries.objects.visible_to(user).select_related("group__centre")
    found = visible.filter(code=code).first()
    if found is None:
        return None
    return Subject("meeting", code, found.title, f"/m/{code}/", centre=found.group.centre)


def centre_of(place: str) -> Centre | None:
    """Of "room:<code>": the centre of the group that meets there."""
    kind, _colon, code = place.partition(":")
    rooms = MeetingRoom.objects.filter(room__code=code).select_related("occurrence__group__centre")
    found = rooms.first() if kind == "room" else None
    return found.occurrence.group.centre if found else None


def places(rooms: Iterable[str]) -> dict[str, tuple[str, str, datetime]]:
    """Which meeting each room was, its page, and when."""
    codes = [place.partition(":")[2] for place in rooms if place.startswith("room:")]
    links = MeetingRoom.objects.filter(room__code__in=codes).select_related(
        "room", "occurrence__series__group"
    )
    return {f"room:{link.room.code}": _meeting_of(link.occurrence) for link in links}


def _meeting_of(occurrence: Occurrence) -> tuple[str, str, datetime]:
    return occurrence.series.title, f"/m/{occurrence.series.code}/", occurrence.starts_at


def seen_groups(codes: Iterable[str]) -> dict[str, Seen]:
    found = Group.objects.filter(code__in=list(codes))
    return {each.code: Seen(each.name, where=each.name, path=each.get_absolute_url()) for each in found}


def seen_meetings(codes: Iterable[str]) -> dict[str, Seen]:
    found = MeetingSeries.objects.filter(code__in=list(codes)).select_related("group")
    return {each.code: Seen(each.title, where=each.title, path=f"/m/{each.code}/") for each in found}


def register() -> None:
    subjects.register(Reportable("group", _("A group"), group, seen_groups))
    subjects.register(Reportable("meeting", _("The page of a meeting"), meeting, seen_meetings))
    subjects.CENTRES["groups"] = centre_of
    subjects.PLACES["groups"] = places
