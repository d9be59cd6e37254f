"""The app's place in Django, and what it listens to."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        from accounts import (
            receivers,
            rules,  # noqa: F401  (registers the rules)
        )
        from accounts.models import Grant, Revocation
        from ledger.grants import keep_append_only

        receivers.connect()
        for model in (Grant, Revocation):
            keep_append_only(model._meta.db_table)
