"""What notifications tells the apps above it."""

from django.dispatch import Signal

# Sent inside the transaction with `user` and `now`, after a person chose other times or places:
# apps that planned something for the person plan again.
choices_changed = Signal()
# Sent with `now` by the timetable every few minutes: apps bring their promises for the time ahead
# up to date, each in its own transaction, and answer how many rows changed.
planning = Signal()
