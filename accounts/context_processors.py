"""What every page knows about the browser it is for."""

from django.conf import settings
from django.http import HttpRequest

from accounts.session_store import SHARED


def device(request: HttpRequest) -> dict[str, int]:
    """`shared_idle`: after how many quiet seconds a shared device is signed out; 0 on one's own."""
    user = getattr(request, "user", None)
    shared = user is not None and user.is_authenticated and request.session.get(SHARED)
    return {"shared_idle": settings.SHARED_DEVICE_IDLE_SECONDS if shared else 0}
