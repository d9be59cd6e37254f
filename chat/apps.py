"""The app's place in Django."""

from django.apps import AppConfig


class ChatConfig(AppConfig):
    name = "chat"

    def ready(self) -> None:
        from chat import notices, receivers, reportable, rules  # noqa: F401  (rules register themselves)

        notices.register()
        receivers.connect()
        reportable.register()
