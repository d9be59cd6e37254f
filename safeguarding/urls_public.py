"""Addresses of the help pages; the language stands in the path."""

from django.urls import path

from safeguarding.views import public as views

urlpatterns = [
    path("help/", views.help_now, name="help"),
    path("help/beside/", views.help_beside, name="help_beside"),
    path("help/minute/", views.help_minute, name="help_minute"),
    path("help/numbers/", views.safety_counts, name="safety_counts"),
]
