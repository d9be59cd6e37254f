"""Addresses of public pages; the language stands in the path."""

from groups import urls_finder, urls_host, urls_meetings

urlpatterns = [*urls_finder.public, *urls_host.public, *urls_meetings.public]
