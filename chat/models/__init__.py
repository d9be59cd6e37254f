"""Rooms, who sits in them, what happened there, and who was present when."""

from chat.models.act import Act, Ban
from chat.models.event import Event
from chat.models.lobby import LobbyEntry, LobbyWord
from chat.models.opening import Opening
from chat.models.presence import PresenceInterval
from chat.models.room import Room
from chat.models.seat import Seat

__all__ = [
    "Act",
    "Ban",
    "Event",
    "LobbyEntry",
    "LobbyWord",
    "Opening",
    "PresenceInterval",
    "Room",
    "Seat",
]
