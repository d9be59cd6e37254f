"""The app's place in Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NotificationsConfig(AppConfig):
    name = "notifications"

    def ready(self) -> None:
        from accounts.signals import account_erased, address_changed
        from notifications import receivers, rules  # noqa: F401  (rules register themselves)
        from notifications.kinds import Kind, register

        account_erased.connect(receivers.on_account_erased, dispatch_uid="notifications")
        address_changed.connect(receivers.on_address_changed, dispatch_uid="notifications.address")
        register(
            Kind(
                name="notifications.test",
                title=_("Your test note has arrived"),
                neutral=_("Your test note has arrived"),
                mail="notifications/test",
            )
        )
