"""What chat tells the apps above it."""

from django.dispatch import Signal

# Both are sent inside the transaction that changes the state, with `room` and `now`.
room_opened = Signal()
room_closed = Signal()
