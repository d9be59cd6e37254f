"""Sessions in the database, where they can be listed and ended, and where a shared device's end by idleness.

PostgreSQL and not Redis: Redis may be emptied at any moment and must not decide who is signed in.
"""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore

SHARED = "shared_device"
GUEST = "guest"
SEEN = "seen"


class SessionStore(DatabaseStore):
    """On a shared device the row ends after some idle minutes and the cookie with the browser."""

    def get_expiry_age(self, **kwargs: Any) -> int:
        return super().get_expiry_age(**self._idle(kwargs))

    def get_expiry_date(self, **kwargs: Any) -> datetime:
        return super().get_expiry_date(**self._idle(kwargs))

    def get_expire_at_browser_close(self) -> bool:
        return bool(self.get(SHARED) or self.get(GUEST)) or super().get_expire_at_browser_close()

    def _idle(self, kwargs: dict[str, Any]) -> dict[str, Any]:
        if self.get(SHARED):
            kwargs.setdefault("expiry", settings.SHARED_DEVICE_IDLE_SECONDS)
        return kwargs
