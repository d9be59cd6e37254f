"""What rooms tell people who are not in them. A glance at the screen tells nothing."""

from django.utils.translation import gettext_lazy as _

from notifications import kinds
from notifications.kinds import Kind

NEAR = Kind(
    "chat.near",
    _("Somebody you walk with wrote of something heavy"),
    _("Something waits for you"),
    mail="notifications/note",
    icon="heart",
)


def register() -> None:
    kinds.register(NEAR)
