"""The app's place in Django, and its vocabulary after each migrate."""

from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate


class GroupsConfig(AppConfig):
    name = "groups"

    def ready(self) -> None:
        from groups import beside, notices, receivers, reportable, rules  # noqa: F401  (rules register themselves)

        receivers.connect()
        notices.register()
        reportable.register()
        beside.register()
        post_migrate.connect(write_vocabulary, sender=self)


def write_vocabulary(using: str, plan: Any = None, **kwargs: Any) -> None:
    """Once the tables are as the code expects them; while migrating through older states, nothing."""
    from groups.services.vocabulary import load_vocabulary

    # `flush` sends no plan: its tables are whole, only empty.
    if plan is None or _is_whole(using):
        load_vocabulary()


def _is_whole(using: str) -> bool:
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connections[using])
    targets = [node for node in executor.loader.graph.leaf_nodes() if node[0] == "groups"]
    return not executor.migration_plan(targets)
