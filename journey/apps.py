"""The app's place in Django, and what it registers with the apps below."""

from django.apps import AppConfig


class JourneyConfig(AppConfig):
    name = "journey"

    def ready(self) -> None:
        from journey import notices, rules, shareable, today  # noqa: F401  (rules register themselves)

        notices.register()
        shareable.register()
        today.register()
