"""The relation in which two people who walk together let one another see something of their own way."""

from django.utils.translation import gettext_lazy as _

from accounts.shareable import register_relation

WALK = "walk"


def register() -> None:
    register_relation(WALK, _("Somebody I walk with"), "mentoring")
