"""Addresses that exist only on a local install, never in production."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
