"""Leaving: the Exit link of every page, and the plain "still here" of a shared device."""

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST


@csrf_exempt  # a beacon carries no token, and ending one's own session harms nobody
@never_cache
@require_http_methods(["GET", "POST"])
def exit_site(request: HttpRequest) -> HttpResponse:
    """End the session and go somewhere neutral. A GET writes too: the link must work without scripts."""
    if request.session.session_key or request.user.is_authenticated:
        logout(request)
    if request.method == "POST":
        response = HttpResponse(status=204)
    else:
        response = HttpResponseRedirect(settings.EXIT_URL, status=303)
    if settings.HTTPS:
        response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


@require_POST
def still_here(request: HttpRequest) -> HttpResponse:
    """A sign of life from a shared device; the middleware has already moved its end."""
    return HttpResponse(status=204 if request.user.is_authenticated else 403)
