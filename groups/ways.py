"""How a group's meetings run in a room of ours: what is usual, and what its rooms begin with. Pure."""

from typing import Any

from chat.models import Room
from groups.models import Group, Visibility

FIELDS = ("mode", "turn_minutes", "has_lobby", "lobby_words", "reads_first", "slow_seconds", "notes_open")


def usual(kind: str, visibility: str) -> dict[str, Any]:
    """What a new group begins with. People take turns; where anybody may come in from the street, somebody
    stands at the door and reads the first words of those who are new."""
    from_the_street = kind in {Group.Kind.OPEN, Group.Kind.FAMILY} and visibility == Visibility.PUBLIC
    reads = Group.ReadsFirst.NEW if from_the_street else Group.ReadsFirst.NOTHING
    return {"mode": Room.Mode.TAKING_TURNS, "has_lobby": from_the_street, "reads_first": reads}


def of_room(group: Group) -> dict[str, Any]:
    """The group's choice in the words of a room (chat.services.settings.DEFAULTS)."""
    return {
        "mode": group.mode,
        "turn_minutes": group.turn_minutes,
        "has_lobby": group.has_lobby,
        "lobby_words": group.lobby_words,
        "reads_first": group.reads_first == Group.ReadsFirst.ALL,
        "reads_new_first": group.reads_first == Group.ReadsFirst.NEW,
        "slow_seconds": group.slow_seconds,
        "notes_open": group.notes_open,
    }
