"""Addresses of public pages; the language stands in the path."""

from groups import urls_meetings

urlpatterns = [*urls_meetings.public]
