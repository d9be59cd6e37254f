"""What this app tells people. A glance at the screen tells nothing."""

from django.utils.translation import gettext_lazy as _

from notifications import kinds
from notifications.kinds import Kind

KINDS = (
    Kind(
        "journey.told",
        _("%(name)s has news for you"),
        _("Somebody has news for you"),
        icon="heart",
    ),
)


def register() -> None:
    for kind in KINDS:
        kinds.register(kind)
