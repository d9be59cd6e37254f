"""The talk with picture or voice beside a meeting's room, as the room's page tells of it."""

from django.urls import reverse

from chat import beside
from chat.beside import Beside
from chat.models import Room
from groups import link_card
from groups.models import MeetingRoom


def of_room(room: Room) -> Beside | None:
    """Whose site, what it costs in data, and where the way in stands for those seated; no secret of it."""
    link = MeetingRoom.objects.filter(room=room).select_related("occurrence__series").first()
    card = link_card.card(link.occurrence.series) if link else None
    if link is None or card is None:
        return None
    path = reverse("meeting_link", args=[link.occurrence.series.code])
    return Beside(service=card.service, path=path, warnings=card.warnings)


def register() -> None:
    beside.register(of_room)
