"""Addresses of signed-in pages; none carries a name or a word of its subject."""

from groups import urls_meetings

urlpatterns = [*urls_meetings.private]
