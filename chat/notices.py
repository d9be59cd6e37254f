"""What the rooms tell staff. A glance at the screen tells nothing: names and reasons stand on the page."""

from django.utils.translation import gettext_lazy as _

from notifications import kinds
from notifications.kinds import Kind

KINDS = (
    Kind("chat.open_asked", _("A second person is asked to agree"), _("Something waits for you")),
    Kind("chat.open_agreed", _("A second person agreed"), _("There is an answer for you")),
)


def register() -> None:
    for kind in KINDS:
        kinds.register(kind)
