"""Where to go afterwards: `?next=` kept along several screens, local paths only."""

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme, urlencode

FIELD = "next"


def next_of(request: HttpRequest) -> str:
    """The local path asked for, or "" for none and for every other kind of address."""
    path = request.POST.get(FIELD) or request.GET.get(FIELD) or ""
    local = path.startswith("/") and url_has_allowed_host_and_scheme(path, allowed_hosts=None)
    return path if local else ""


def with_next(url: str, path: str) -> str:
    return f"{url}?{urlencode({FIELD: path})}" if path else url
