"""What groups does when a lower app tells something. One line each: the work is in the services."""

from chat.signals import room_closed
from groups.services import meetings


def on_room_closed(sender, room, now, **_kwargs) -> None:
    meetings.record_attendance(room=room, now=now)


def connect() -> None:
    room_closed.connect(on_room_closed, dispatch_uid="groups.room_closed")
