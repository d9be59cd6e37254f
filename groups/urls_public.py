"""Addresses of public pages; the language stands in the path."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
