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
    # Without a name: whoever used it is named on the page alone, and is gone from there with their account.
    Kind(
        "journey.ally_came",
        _("Somebody has used your link. Is it the right person?"),
        _("Somebody waits for your answer"),
        icon="users",
    ),
)


def register() -> None:
    for kind in KINDS:
        kinds.register(kind)
