"""The app's place in Django."""

from django.apps import AppConfig


class SafeguardingConfig(AppConfig):
    name = "safeguarding"

    def ready(self) -> None:
        from safeguarding import rules  # noqa: F401  (rules register themselves)
