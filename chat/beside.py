"""What goes on beside a room, elsewhere: apps above know of it, and the room's page shows the way there.

Never the way itself: who may see it is asked where it stands.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise

from chat.models import Room


@dataclass(frozen=True)
class Beside:
    """A talk with picture or voice: whose site it is ("" for a telephone), and what it costs."""

    service: str
    path: str
    warnings: tuple[str | Promise, ...]


Finder = Callable[[Room], Beside | None]
_finders: list[Finder] = []


def register(finder: Finder) -> None:
    if finder not in _finders:
        _finders.append(finder)


def of_room(room: Room) -> Beside | None:
    found = (finder(room) for finder in _finders)
    return next((each for each in found if each is not None), None)
