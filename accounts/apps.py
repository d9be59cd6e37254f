"""The app's place in Django, and what it listens to."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        from accounts import (
            receivers,
            rules,  # noqa: F401  (registers the rules)
        )

        receivers.connect()
