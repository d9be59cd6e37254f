"""The app's place in Django, and its vocabulary after each migrate."""

from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate


class GroupsConfig(AppConfig):
    name = "groups"

    def ready(self) -> None:
        from groups import notices, receivers, rules  # noqa: F401  (rules register themselves)

        receivers.connect()
        notices.register()
        post_migrate.connect(write_vocabulary, sender=self)


def write_vocabulary(using: str, **kwargs: Any) -> None:
    """Once the tables are as the code expects them; while migrating through older states, nothing."""
    from django.db.migrations.executor import MigrationExecutor

    from groups.services.vocabulary import load_vocabulary

    executor = MigrationExecutor(connections[using])
    targets = [node for node in executor.loader.graph.leaf_nodes() if node[0] == "groups"]
    if not executor.migration_plan(targets):
        load_vocabulary()
