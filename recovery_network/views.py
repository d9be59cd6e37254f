"""Pages of the whole site: health, and what a person reads when something went wrong."""

import logging

from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone

from notifications.services import health

log = logging.getLogger(__name__)

LAST_WORDS = """<!doctype html><html lang="en">
<head><meta charset="utf-8"><title>Something went wrong</title></head>
<body><main><h1>Something went wrong on our side</h1>
<p>What you wrote may not be saved. Try again in a few minutes.</p>
<p><a href="/help/">Help now</a> <a href="/exit/">Exit</a></p></main></body></html>"""


def healthz(request: HttpRequest) -> HttpResponse:
    """200 when PostgreSQL and Redis answer and nothing due waits for minutes, else 503 with what fails."""
    state = {
        "database": _answers(_database),
        "redis": _answers(_redis),
        "deliveries": _answers(_deliveries),
    }
    return JsonResponse(state, status=200 if all(state.values()) else 503)


def _answers(ask) -> bool:
    try:
        ask()
    except Exception:  # any failure to answer is the answer
        return False
    return True


def _database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _deliveries() -> None:
    if not health.is_on_time(timezone.now()):
        raise TimeoutError


def _redis() -> None:
    cache.get("healthz")


def bad_request(request: HttpRequest, exception=None) -> HttpResponse:
    return render(request, "errors/400.html", status=400)


def forbidden(request: HttpRequest, exception=None) -> HttpResponse:
    return render(request, "errors/403.html", status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "errors/csrf.html", status=403)


def not_found(request: HttpRequest, exception=None) -> HttpResponse:
    return render(request, "errors/404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Without context processors: the session or the database may be what went wrong."""
    context = {"SITE_NAME": settings.SITE_NAME, "EXIT_URL": settings.EXIT_URL}
    try:
        return HttpResponse(render_to_string("errors/500.html", context), status=500)
    except Exception:
        # The style sheet's name may be what is lost. Words and the two ways out are always possible.
        log.exception("the error page itself failed")
        return HttpResponse(LAST_WORDS, status=500)
