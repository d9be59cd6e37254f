"""What chat tells the apps above it."""

from django.dispatch import Signal

# Both are sent inside the transaction that changes the state, with `room` and `now`.
room_opened = Signal()
room_closed = Signal()
# Sent with `room` and `now` whenever people are seen to wait at a door that has not opened.
people_wait = Signal()
