"""What of groups can be told to staff: a group and a meeting's page; and whose staff a room belongs to."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import Centre
from groups.models import Group, MeetingRoom, MeetingSeries
from safeguarding import subjects
from safeguarding.subjects import Reportable, Subject


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


def register() -> None:
    subjects.register(Reportable("group", _("A group"), group))
    subjects.register(Reportable("meeting", _("The page of a meeting"), meeting))
    subjects.CENTRES["groups"] = centre_of
