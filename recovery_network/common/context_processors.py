"""What every page knows about the site."""

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, object]:
    return {
        "SITE_NAME": settings.SITE_NAME,
        "EXIT_URL": settings.EXIT_URL,
        "SIGN_UP_OPEN": settings.SIGN_UP_OPEN,
    }
