"""Addresses of signed-in pages; none carries a name or a word of its subject."""

from groups import urls_finder, urls_host, urls_imports, urls_meetings, urls_rota

urlpatterns = [
    *urls_finder.private,
    *urls_host.private,
    *urls_imports.private,
    *urls_meetings.private,
    *urls_rota.private,
]
