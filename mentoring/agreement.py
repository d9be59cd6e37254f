"""What two people agree to before they walk together, by version. Pure.

A version that people have agreed to is never changed: new words are a new version, and each person's
copy keeps the words as they read them.
"""

from datetime import timedelta

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

TEXTS: dict[str, tuple[str | Promise, ...]] = {
    "2026-11": (
        _("What we say stays between us."),
        _("Danger to life is the one thing that staff must hear."),
        _("A mentor is no doctor, no counselor and no rescuer."),
        _("No money, no lending, no gifts, no relationship."),
        _("We write here. Numbers and addresses stay out for the first 90 days."),
        _("Either of us can pause or stop at any time, without a reason."),
        _("Each of us can ask the centre to look with us."),
        _("Our time ends by itself on the last day, unless we both renew it."),
    )
}
CURRENT = "2026-11"
# The first time together is an interim one, and so is each renewal.
DAYS = 90
REVIEW_EVERY = timedelta(days=30)
REMIND_BEFORE = timedelta(days=14)
# An agreement that nobody finishes gives the place back.
OPEN_FOR = timedelta(days=14)
# Within this time staff talk with both after one of them stepped back.
CHECK_WITHIN = timedelta(days=2)


class Rhythm(models.TextChoices):
    TWICE = "twice", _("Twice a week")
    WEEKLY = "weekly", _("Once a week")
    FORTNIGHT = "fortnight", _("Every second week")
    FREE = "free", _("As we need it")


def words(version: str) -> list[str]:
    """The sentences in the language of the reader."""
    return [str(sentence) for sentence in TEXTS[version]]
