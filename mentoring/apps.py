"""The app's place in Django."""

from django.apps import AppConfig


class MentoringConfig(AppConfig):
    name = "mentoring"

    def ready(self) -> None:
        from mentoring import notices, receivers, reportable, rules, today  # noqa: F401  (rules register themselves)

        notices.register()
        reportable.register()
        receivers.connect()
        today.register()
