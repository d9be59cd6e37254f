"""What this app tells people. A glance at the screen tells nothing: names and reasons stand on the page."""

from django.utils.translation import gettext_lazy as _

from notifications import kinds
from notifications.kinds import Kind

KINDS = (
    Kind("safeguarding.case", _("Something waits for you"), _("Something waits for you"), icon="flag"),
    Kind("safeguarding.check", _("Somebody needs a word now"), _("Please open this now"), icon="heart"),
    Kind("safeguarding.answer", _("We looked at what you told us"), _("There is an answer for you")),
    Kind("safeguarding.limit", _("Please read this"), _("Please read this")),
    Kind("safeguarding.appeal", _("Somebody asks for another look"), _("Something waits for you")),
    Kind("safeguarding.line", _("Please call a help line again to check it"), _("A check is due")),
)


def register() -> None:
    for kind in KINDS:
        kinds.register(kind)
