"""Addresses of signed-in pages; none carries a name or a word of its subject."""

urlpatterns = []
