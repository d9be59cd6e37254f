"""The app's place in Django."""

from django.apps import AppConfig


class MentoringConfig(AppConfig):
    name = "mentoring"

    def ready(self) -> None:
        from mentoring import (  # noqa: F401  (rules register themselves)
            notices,
            receivers,
            reportable,
            rules,
            shareable,
            today,
        )

        notices.register()
        reportable.register()
        shareable.register()
        receivers.connect()
        today.register()
