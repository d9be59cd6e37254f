"""Rate limits of our own pages, counted by allauth's limiter (`ACCOUNT_RATE_LIMITS` in the settings)."""

from allauth.core.internal import ratelimit
from django.http import HttpRequest, HttpResponse


def allowed(request: HttpRequest, action: str, key: str | None = None) -> bool:
    """Count this request, a GET too; False when there were too many."""
    return _use(request, action, key, dry_run=False)


def exhausted(request: HttpRequest, action: str, key: str | None = None) -> bool:
    """Were there too many already? For pages where only a wrong guess counts: see `count_guess`."""
    return not _use(request, action, key, dry_run=True)


def count_guess(request: HttpRequest, action: str, key: str | None = None) -> None:
    _use(request, action, key, dry_run=False)


def _use(request: HttpRequest, action: str, key: str | None, *, dry_run: bool) -> bool:
    usage = ratelimit.consume(
        request, app="allauth.account", action=action, key=key, limit_get=True, dry_run=dry_run
    )
    return usage is not None


def too_many(request: HttpRequest) -> HttpResponse:
    return ratelimit.respond_429(request)
