"""The public pages that are only words. Kept by browsers for ten minutes."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.views.decorators.http import require_safe

TEN_MINUTES = 600
# Address, url name (which is also the template's), and the main place it belongs to.
PAGES = (
    ("how/", "how", "meetings"),
    ("family/", "family", "family"),
    ("agreements/", "agreements", ""),
    ("stay-safe/", "stay_safe", ""),
    ("privacy/", "privacy", ""),
    ("accessibility/", "accessibility", ""),
    ("about/", "about", ""),
)


@require_safe
def page(request: HttpRequest, name: str, nav: str) -> HttpResponse:
    response = render(request, f"pages/{name}.html", {"nav": nav, "page": name})
    patch_cache_control(response, max_age=TEN_MINUTES, public=True)
    patch_vary_headers(response, ["Cookie"])
    return response


urlpatterns = [path(route, page, {"name": name, "nav": nav}, name=name) for route, name, nav in PAGES]
