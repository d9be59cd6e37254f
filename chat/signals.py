"""What chat tells the apps above it."""

from django.dispatch import Signal

# Both are sent inside the transaction that changes the state, with `room` and `now`.
room_opened = Signal()
room_closed = Signal()
# Sent with `room` and `now` whenever people are seen to wait at a door that has not opened.
people_wait = Signal()
# Sent with `room` and `now` before the room's row is locked by a verb that may give seats: whoever
# counts places locks them now, in the order in which people who come in lock them.
seats_may_be_given = Signal()
# Sent with `room`, `user`, `role` and `now` behind that lock, before somebody who waited, or was put out,
# has a seat: a receiver refuses with DomainError.
seat_asked = Signal()
