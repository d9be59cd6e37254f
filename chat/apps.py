"""The app's place in Django."""

from django.apps import AppConfig


class ChatConfig(AppConfig):
    name = "chat"

    def ready(self) -> None:
        from chat import receivers, rules  # noqa: F401  (rules register themselves)

        receivers.connect()
