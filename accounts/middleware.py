"""A person's language and clock, the end of a shared device's session, and a limiter that is away."""

import zoneinfo
from collections.abc import Callable

import redis
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation

from accounts.session_store import SEEN, SHARED

Answer = Callable[[HttpRequest], HttpResponse]
STAMP_SECONDS = 60


class PersonChoices:
    """Activates the language and zone the person chose. Public pages keep the language of their address."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            timezone.activate(zoneinfo.ZoneInfo(request.user.time_zone))
            if not getattr(request, "language_from_path", False):
                translation.activate(request.user.language)
                request.LANGUAGE_CODE = translation.get_language()
        return self.get_response(request)


class SharedDevice:
    """Each page and deed on a shared device moves the end of its session; at most one write a minute.

    What a page asks by itself in the background does not: it would keep an abandoned one open.
    The row's own `expire_date` is the limit, so a page, a socket and the list of sessions all see one
    truth (accounts/session_store.py).
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and request.session.get(SHARED) and by_a_person(request):
            now = int(timezone.now().timestamp())
            if now - request.session.get(SEEN, 0) >= STAMP_SECONDS:
                request.session[SEEN] = now
        return self.get_response(request)


def by_a_person(request: HttpRequest) -> bool:
    """Browsers that do not say what a request is for get the benefit of the doubt."""
    return request.method != "GET" or request.headers.get("Sec-Fetch-Mode", "navigate") == "navigate"


class LimiterAway:
    """Without Redis nobody can be counted, so nobody signs in: a clear page instead of a fault or a hole."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, redis.RedisError):
            return render(request, "accounts/away.html", status=503)
        return None
