"""What every page knows about the site."""

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, object]:
    return {
        "SITE_NAME": settings.SITE_NAME,
        "EXIT_URL": settings.EXIT_URL,
        "SIGN_UP_OPEN": settings.SIGN_UP_OPEN,
        "theme": _theme(request),
    }


def _theme(request: HttpRequest) -> str:
    """ "light" or "dark" when the person chose one; "" follows their device."""
    user = getattr(request, "user", None)
    theme = user.theme if user is not None and user.is_authenticated else ""
    return theme if theme in {"light", "dark"} else ""
