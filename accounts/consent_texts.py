"""The words a person agrees to when they let somebody see something, by version.

A version that people have agreed to is never changed: new words are a new version, and the old one
stays, so that "in which words" can be answered for every grant.
"""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

TEXTS: dict[str, tuple[str | Promise, ...]] = {
    "2026-11": (
        _("Only the person you choose sees this, and only what you tick."),
        _("They see it on their own page. Nothing is sent to them."),
        _("It ends by itself on the day you choose."),
        _("You can end it at any time. You need no reason, and nobody is told."),
        _("You see each time they look."),
        _("They could write down or photograph what they see. We cannot undo that."),
    )
}
CURRENT = "2026-11"
