"""The app's place in Django, and the shipped crisis lines after each migrate."""

from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate


class SafeguardingConfig(AppConfig):
    name = "safeguarding"

    def ready(self) -> None:
        from accounts.shareable import keep_apart
        from safeguarding import notices, receivers, rules  # noqa: F401  (rules register themselves)
        from safeguarding.services.blocks import hides

        notices.register()
        receivers.connect()
        keep_apart(hides)
        post_migrate.connect(bring_lines, sender=self, dispatch_uid="safeguarding.lines")


def bring_lines(using: str, plan: Any = None, **kwargs: Any) -> None:
    """A help page is never empty. Lines that staff have verified or taken off are left alone."""
    if plan is None:  # `flush`: whoever empties the tables wants them empty
        return
    from django.db.migrations.executor import MigrationExecutor
    from django.utils import timezone

    from safeguarding.services.lines import load_lines

    executor = MigrationExecutor(connections[using])
    targets = [node for node in executor.loader.graph.leaf_nodes() if node[0] in {"safeguarding", "ledger"}]
    if not executor.migration_plan(targets):
        load_lines(now=timezone.now())
