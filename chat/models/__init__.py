"""Rooms, who sits in them, what happened there, and who was present when."""

from chat.models.event import Event
from chat.models.presence import PresenceInterval
from chat.models.room import Room
from chat.models.seat import Seat

__all__ = ["Event", "PresenceInterval", "Room", "Seat"]
