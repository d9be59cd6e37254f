"""The app's place in Django."""

from django.apps import AppConfig


class GroupsConfig(AppConfig):
    name = "groups"

    def ready(self) -> None:
        from groups import receivers, rules  # noqa: F401  (rules register themselves)

        receivers.connect()
