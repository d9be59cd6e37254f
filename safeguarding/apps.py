"""The app's place in Django."""

from django.apps import AppConfig


class SafeguardingConfig(AppConfig):
    name = "safeguarding"
