"""The public help pages. They need no account and no cookie."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.views.decorators.http import require_safe

from safeguarding import where
from safeguarding.countries import country_name, nearest_first
from safeguarding.directory import directory
from safeguarding.models import CrisisLine
from safeguarding.services import counts

TEN_MINUTES = 600
YEAR = 365 * 24 * 3600


@require_safe
def help_now(request: HttpRequest) -> HttpResponse:
    return _with_numbers(request, "help")


@require_safe
def help_beside(request: HttpRequest) -> HttpResponse:
    """For whoever stands beside somebody: family, friends. The same numbers, in other words."""
    return _with_numbers(request, "beside")


def _with_numbers(request: HttpRequest, page: str) -> HttpResponse:
    lines = CrisisLine.objects.visible_to(request.user).public()
    known = set(lines.values_list("country", flat=True))
    country = where.chosen_country(request, known)
    found = lines.for_country(country) if country else []
    context = {
        "nav": "family" if page == "beside" else "help",
        "country": country,
        "country_name": country_name(country) if country else "",
        "countries": [(code, country_name(code)) for code in nearest_first(known)],
        "guess": where.guessed_country(known),
        "directory": directory(found, timezone.now()),
    }
    return _kept(request, render(request, f"safeguarding/{page}.html", context), country)


def _kept(request: HttpRequest, response: HttpResponse, country: str) -> HttpResponse:
    """An address that names its country may be kept by anybody, any other by this browser only."""
    named = bool(country) and request.GET.get("country") == country
    patch_cache_control(response, max_age=TEN_MINUTES, **{"public" if named else "private": True})
    patch_vary_headers(response, ["Cookie"])
    if named and request.COOKIES.get(where.COOKIE) != country:
        response.set_cookie(
            where.COOKIE, country, max_age=YEAR, secure=settings.HTTPS, httponly=True, samesite="Lax"
        )
    return response


@require_safe
def help_minute(request: HttpRequest) -> HttpResponse:
    response = render(request, "safeguarding/minute.html", {"nav": "help"})
    patch_cache_control(response, max_age=TEN_MINUTES, public=True)
    patch_vary_headers(response, ["Cookie"])
    return response


@require_safe
def safety_counts(request: HttpRequest) -> HttpResponse:
    """What came of reports, in numbers from which nobody can be picked out."""
    quarters = counts.quarters_before(timezone.now())
    page = {"nav": "help", "quarters": [(start, counts.published(start, end)) for start, end in quarters]}
    response = render(request, "safeguarding/counts.html", page)
    patch_cache_control(response, max_age=TEN_MINUTES, public=True)
    patch_vary_headers(response, ["Cookie"])
    return response
