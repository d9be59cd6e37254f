"""What groups does when a lower app tells something. One line each: the work is in the services."""

from accounts.signals import account_erased
from chat.signals import people_wait, room_closed, room_opened, seat_asked, seats_may_be_given
from groups.services import closing, meetings, missing_host, reminders, rota, rsvp
from notifications.signals import choices_changed, planning


def on_room_closed(sender, room, now, **_kwargs) -> None:
    meetings.record_attendance(room=room, now=now)
    missing_host.room_changed(room=room, now=now)
    rota.record_outcomes(room=room, now=now)


def on_room_opened(sender, room, now, **_kwargs) -> None:
    missing_host.room_changed(room=room, now=now)


def on_people_wait(sender, room, now, **_kwargs) -> None:
    missing_host.look_at_room(room, now)


def on_seats_may_be_given(sender, room, now, **_kwargs) -> None:
    meetings.hold_places(room=room, now=now)


def on_seat_asked(sender, room, user, role, now, **_kwargs) -> None:
    meetings.check_seat(room=room, user=user, role=role, now=now)


def on_account_erased(sender, user, now, **_kwargs) -> None:
    rsvp.forget_person(user=user, now=now)
    closing.forget_person(user=user, now=now)


def on_choices_changed(sender, user, now, **_kwargs) -> None:
    reminders.plan(user=user, now=now)


def on_planning(sender, now, **_kwargs) -> int:
    return reminders.plan_all(now=now)


def connect() -> None:
    room_closed.connect(on_room_closed, dispatch_uid="groups.room_closed")
    room_opened.connect(on_room_opened, dispatch_uid="groups.room_opened")
    people_wait.connect(on_people_wait, dispatch_uid="groups.people_wait")
    seats_may_be_given.connect(on_seats_may_be_given, dispatch_uid="groups.seats_may_be_given")
    seat_asked.connect(on_seat_asked, dispatch_uid="groups.seat_asked")
    account_erased.connect(on_account_erased, dispatch_uid="groups.account_erased")
    choices_changed.connect(on_choices_changed, dispatch_uid="groups.choices_changed")
    planning.connect(on_planning, dispatch_uid="groups.planning")
