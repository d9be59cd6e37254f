"""Headers on every answer, and gzip where it gives nothing away."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.gzip import GZipMiddleware
from django.utils.cache import add_never_cache_headers

Answer = Callable[[HttpRequest], HttpResponse]

ADMIN_PATH = "/ops/admin/"


def content_security_policy(path: str) -> str:
    """The policy for a path. Only Django's admin gets inline styles (settled: "Requests and headers")."""
    sockets = " ".join(o.replace("http", "ws", 1) for o in settings.RN_ORIGINS)
    parts = [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self' 'unsafe-inline'" if path.startswith(ADMIN_PATH) else "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        f"connect-src 'self' {sockets}",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "object-src 'none'",
        "frame-ancestors 'none'",
    ]
    if not path.startswith(ADMIN_PATH):
        parts += ["require-trusted-types-for 'script'", "trusted-types rn"]
    return "; ".join(parts)


class SecurityHeaders:
    """Outermost, so that static files, redirects and errors carry the set too (trust.md 1.3)."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        headers = response.headers
        headers.setdefault("Content-Security-Policy", content_security_policy(request.path))
        headers.setdefault("Referrer-Policy", "same-origin")
        headers.setdefault("X-Content-Type-Options", "nosniff")
        headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        headers.setdefault(
            "Permissions-Policy",
            "camera=(), microphone=(), geolocation=(), browsing-topics=(), interest-cohort=()",
        )
        if settings.HTTPS:
            headers.setdefault("Strict-Transport-Security", "max-age=63072000; includeSubDomains; preload")
        if getattr(request, "user", None) is not None and request.user.is_authenticated:
            add_never_cache_headers(response)
        return response


class PublicGzip(GZipMiddleware):
    """Gzip for visitors only: compressed pages with secrets in them can be measured (BREACH)."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        user = getattr(request, "user", None)
        if user is not None and user.is_authenticated:
            return response
        return super().process_response(request, response)
