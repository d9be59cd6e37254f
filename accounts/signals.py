"""What accounts tells the apps above it."""

from django.dispatch import Signal

# Sent inside the erasing transaction with `user` and `now`; each app erases or detaches its rows.
account_erased = Signal()
# Sent with `user` and `now` after a proven e-mail address came, changed or went.
address_changed = Signal()
# Sent after commit with `user` and, when one session ended, its `session_key`: sockets close.
# Without a key (None) everything of this person ends.
access_ended = Signal()
# Sent in the transaction of a grant or its end with `owner`, `reader` (the ledger's numbers) and `now`:
# whatever shows the one to the other asks again.
consent_changed = Signal()
