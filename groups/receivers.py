"""What groups does when a lower app tells something. One line each: the work is in the services."""

from chat.signals import room_closed
from groups.services import meetings, reminders
from notifications.signals import choices_changed, planning


def on_room_closed(sender, room, now, **_kwargs) -> None:
    meetings.record_attendance(room=room, now=now)


def on_choices_changed(sender, user, now, **_kwargs) -> None:
    reminders.plan(user=user, now=now)


def on_planning(sender, now, **_kwargs) -> int:
    return reminders.plan_all(now=now)


def connect() -> None:
    room_closed.connect(on_room_closed, dispatch_uid="groups.room_closed")
    choices_changed.connect(on_choices_changed, dispatch_uid="groups.choices_changed")
    planning.connect(on_planning, dispatch_uid="groups.planning")
