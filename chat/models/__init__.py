"""Rooms, who sits in them, what happened there, and who was present when."""

from chat.models.act import Act, Ban
from chat.models.event import Event
from chat.models.lobby import LobbyEntry, LobbyWord
from chat.models.opening import Opening
from chat.models.plan import Step
from chat.models.presence import PresenceInterval
from chat.models.reaction import Reaction
from chat.models.room import Room
from chat.models.seat import Seat
from chat.models.turns import Hand, Turn

__all__ = [
    "Act",
    "Ban",
    "Event",
    "Hand",
    "LobbyEntry",
    "LobbyWord",
    "Opening",
    "PresenceInterval",
    "Reaction",
    "Room",
    "Seat",
    "Step",
    "Turn",
]
