"""The project's own app: settings checks and nothing else."""

from django.apps import AppConfig


class RecoveryNetworkConfig(AppConfig):
    name = "recovery_network"
    label = "recovery_network"

    def ready(self) -> None:
        from recovery_network import checks  # noqa: F401  (registers the system checks)
