"""Headers on every answer, gzip where it gives nothing away, and the language and zone of a page."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.middleware.locale import LocaleMiddleware
from django.urls import LocalePrefixPattern, Resolver404, get_resolver, get_urlconf
from django.utils import timezone, translation
from django.utils.cache import add_never_cache_headers

from recovery_network.common import times

Answer = Callable[[HttpRequest], HttpResponse]

ADMIN_PATH = "/ops/admin/"
ZONE_COOKIE = "tz"
YEAR = 365 * 24 * 3600


@lru_cache(maxsize=2)
def content_security_policy(in_admin: bool, origins: tuple[str, ...]) -> str:
    """The policy of a page. Only Django's admin gets inline styles."""
    sockets = " ".join(origin.replace("http", "ws", 1) for origin in origins)
    parts = [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self' 'unsafe-inline'" if in_admin else "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        f"connect-src 'self' {sockets}",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "object-src 'none'",
        "frame-ancestors 'none'",
    ]
    if not in_admin:
        parts += ["require-trusted-types-for 'script'", "trusted-types rn"]
    return "; ".join(parts)


FIXED_HEADERS = {
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), browsing-topics=(), interest-cohort=()",
}


def is_personal(request: HttpRequest, response: HttpResponse) -> bool:
    """Does the answer belong to one browser? Asks the cookies only: the database may be what failed.

    Static files are answered before a user is known and are nobody's.
    """
    names = (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME)
    if any(name in response.cookies for name in names):
        return True
    return hasattr(request, "user") and settings.SESSION_COOKIE_NAME in request.COOKIES


class SecurityHeaders:
    """Outermost, so that static files, redirects and errors carry the set too."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        in_admin = request.path.startswith(ADMIN_PATH)
        policy = content_security_policy(in_admin, tuple(settings.RN_ORIGINS))
        response.headers.setdefault("Content-Security-Policy", policy)
        for name, value in FIXED_HEADERS.items():
            response.headers.setdefault(name, value)
        if settings.HTTPS:
            hsts = "max-age=63072000; includeSubDomains; preload"
            response.headers.setdefault("Strict-Transport-Security", hsts)
        if is_personal(request, response):
            add_never_cache_headers(response)
        return response


class PublicGzip(GZipMiddleware):
    """Gzip for visitors only: compressed pages with secrets in them can be measured (BREACH)."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if settings.SESSION_COOKIE_NAME in {**request.COOKIES, **response.cookies}:
            return response
        return super().process_response(request, response)


def is_public_path(path: str) -> bool:
    """Is this a page whose language stands in its address? Asked for addresses without a prefix."""
    return _is_public_path(get_urlconf() or settings.ROOT_URLCONF, path)


@lru_cache(maxsize=1024)
def _is_public_path(urlconf: str, path: str) -> bool:
    with translation.override(settings.LANGUAGE_CODE):
        for part in get_resolver(urlconf).url_patterns:
            if isinstance(part.pattern, LocalePrefixPattern):
                try:
                    return part.resolve(path.lstrip("/")) is not None
                except Resolver404:
                    continue
    return False


class PageLanguage(LocaleMiddleware):
    """Public pages speak the language of their address; the others what the browser asks for.

    Django would give every address without a prefix the default language, sign-in included.
    A signed-in person's own choice comes later (accounts.middleware.PersonChoices), and only where
    `request.language_from_path` is False.
    """

    def process_request(self, request: HttpRequest) -> None:
        language = translation.get_language_from_path(request.path_info)
        if language is None and is_public_path(request.path_info):
            language = settings.LANGUAGE_CODE
        request.language_from_path = language is not None  # type: ignore[attr-defined]
        translation.activate(language or translation.get_language_from_request(request))
        request.LANGUAGE_CODE = translation.get_language()

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if getattr(request, "language_from_path", False):
            response.headers.setdefault("Content-Language", translation.get_language())
            return response
        return super().process_response(request, response)


class NobodysAddress:
    """No row has a NUL in its code, and PostgreSQL refuses to look for one: 404, as for any wrong code."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: object, args: object, kwargs: dict[str, Any]) -> None:
        if any("\0" in str(value) for value in kwargs.values()):
            raise Http404


class VisitorZone:
    """Times in the zone a visitor chose (`?tz=`, then kept in a cookie), else in the site's own."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        asked = request.GET.get("tz", "")
        guesses = (asked, request.COOKIES.get(ZONE_COOKIE))
        timezone.activate(times.first_zone(guesses, settings.DEFAULT_TIME_ZONE))
        response = self.get_response(request)
        if asked and times.zone_or_none(asked):
            response.set_cookie(
                ZONE_COOKIE, asked, max_age=YEAR, secure=settings.HTTPS, httponly=True, samesite="Lax"
            )
        return response
