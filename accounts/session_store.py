"""Sessions in the database, where they can be listed and ended, and where a shared device's end by idleness.

PostgreSQL and not Redis: Redis may be emptied at any moment and must not decide who is signed in.
"""

from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.utils import timezone

from recovery_network.common.ready import ReadyQuery

SHARED = "shared_device"
GUEST = "guest"
SEEN = "seen"


def _live(key: str, now: datetime) -> Any:
    return SessionStore.get_model_class().objects.filter(session_key=key, expire_date__gt=now)


_SESSION: ReadyQuery[Any] = ReadyQuery(_live, {"key": "(key)", "now": datetime(1, 1, 2, tzinfo=UTC)})


class SessionStore(DatabaseStore):
    """On a shared device the row ends after some idle minutes and the cookie with the browser."""

    def _get_session_from_db(self) -> Any:
        """Asked at every request, so its SQL is made once."""
        row = _SESSION.first(key=self.session_key, now=timezone.now())
        if row is None:
            self._session_key = None
        return row

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
