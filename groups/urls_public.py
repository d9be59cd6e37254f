"""Addresses of public pages; the language stands in the path."""

from groups import urls_finder, urls_meetings

urlpatterns = [*urls_finder.public, *urls_meetings.public]
