"""The number beside "Notes" in the header."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from notifications.services.reading import unread


def notes(request: HttpRequest) -> dict[str, object]:
    """Counted only on pages that show it, and once."""
    user = getattr(request, "user", None)
    return {"unread_notes": SimpleLazyObject(lambda: unread(user)) if user is not None else 0}
