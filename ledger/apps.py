"""The app's place in Django."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class LedgerConfig(AppConfig):
    name = "ledger"

    def ready(self) -> None:
        from ledger import checks, grants  # noqa: F401  (registers the system checks)

        # Sent when every app's tables are there.
        post_migrate.connect(grants.grant_after_migrate, sender=self, dispatch_uid="ledger.grants")
