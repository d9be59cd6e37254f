"""What notifications tells the apps above it."""

from django.dispatch import Signal

# Sent inside the transaction with `user` and `now`, after a person chose other times or places:
# apps that planned something for the person plan again.
choices_changed = Signal()
