"""Django's PostgreSQL backend, but it asks the socket and not the server whether a kept connection stands.

Before the first query of each request Django sends `SELECT 1` (CONN_HEALTH_CHECKS). A server that has
gone leaves its goodbye, or the end, on the socket: to look costs no round trip (docs/decisions/0024).
"""

import select

from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    def is_usable(self) -> bool:
        """Open, and nothing to read: an idle connection that has something to say is at its end."""
        if self.connection is None or self.connection.closed:
            return False
        socket = select.poll()
        socket.register(self.connection.fileno(), select.POLLIN)
        return not socket.poll(0)
