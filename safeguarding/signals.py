"""What safeguarding tells the apps above it."""

from django.dispatch import Signal

# Sent in the transaction of a block, its end, or a link of accounts, with `people` (a set of user ids)
# and `now`: whatever shows these people to one another asks again.
apart_changed = Signal()
# Sent in the transaction that changed it, with `check`, `state` (open, taken, handed_on, done) and `now`.
check_changed = Signal()
# Sent in the transaction that set or ended a limit, with `people` (a set of user ids: all accounts of the
# person), `centre` and `now`.
limit_changed = Signal()
