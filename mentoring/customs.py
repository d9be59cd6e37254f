"""Kinds of guiding partners, what is usual for each, and the word a pathway has for them. Pure."""

from dataclasses import dataclass

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

YEAR = 365


class Kind(models.TextChoices):
    SPONSOR = "sponsor", _("Sponsor")
    MENTOR = "mentor", _("Mentor")
    COACH = "coach", _("Recovery coach")
    PRACTICE = "practice", _("Practice partner")
    FAMILY = "family", _("Mentor for family and friends")


class Gender(models.TextChoices):
    """What a person says of themselves, for this one question. Never inferred."""

    UNSAID = "", _("I would rather not say")
    WOMAN = "woman", _("A woman")
    MAN = "man", _("A man")
    OTHER = "other", _("Another answer")


class Meets(models.TextChoices):
    ANYONE = "anyone", _("Anyone")
    WOMEN = "women", _("Women")
    MEN = "men", _("Men")


class Way(models.TextChoices):
    HERE = "here", _("In writing, on this site")
    PHONE = "phone", _("By phone")
    CENTRE = "centre", _("In person, at the centre")


class AskEvery(models.IntegerChoices):
    """How often a mentor is asked how much it is for them, in days."""

    FORTNIGHT = 14, _("Every two weeks")
    MONTH = 30, _("Every month")
    TWO_MONTHS = 60, _("Every two months")


class Hope(models.TextChoices):
    LISTEN = "listen", _("Somebody who listens")
    STEPS = "steps", _("Working on steps or tools")
    EVENINGS = "evenings", _("Hard evenings")
    WORK = "work", _("Work and study")
    FAMILY = "family", _("Family and friends")
    HEALTH = "health", _("Health and medicine")
    FAITH = "faith", _("Faith")
    LEGAL = "legal", _("Courts and papers")
    HOME = "home", _("Coming home from a centre")


class Topic(models.TextChoices):
    """What a mentor is trained in; those without which nobody begins are in `NEEDED`."""

    LIMITS = "limits", _("Limits: time, money, closeness")
    PRIVACY = "privacy", _("What stays private and what may not")
    HARD_MOMENTS = "hard_moments", _("Hard moments, and whom to call")
    LISTENING = "listening", _("Listening without advice")
    MEDICINE = "medicine", _("Medicine as a path")
    PATHWAYS = "pathways", _("Many paths")


NEEDED = (Topic.LIMITS, Topic.PRIVACY, Topic.HARD_MOMENTS)
REFERENCES_NEEDED = 2
VALID_FOR = 2 * YEAR
RENEW_AHEAD = 60
MOST_PLACES, USUAL_PLACES = 10, 3
SUGGESTIONS, MOST_HOPES = 3, 3
# Two people who share less than this in a week cannot have a talk.
LEAST_SHARED_MINUTES = 45


@dataclass(frozen=True)
class Custom:
    """`least_days` of one's own path behind one, unless the centre says otherwise."""

    least_days: int
    meets_every_days: int
    about: str | Promise


CUSTOMS = {
    Kind.SPONSOR: Custom(
        YEAR, 7, _("Walks through the steps with you. You ask; a year or more of their own is usual.")
    ),
    Kind.MENTOR: Custom(YEAR, 7, _("Has walked this way before you, and listens.")),
    Kind.COACH: Custom(YEAR // 2, 7, _("Plans small next steps with you: work, home, health.")),
    Kind.PRACTICE: Custom(0, 7, _("Walks at your side as an equal. You practise together.")),
    Kind.FAMILY: Custom(0, 14, _("For people who love somebody. No link to any member.")),
}

# What a pathway calls its guiding partner (groups.Pathway.Guide) stands above the kind's own name.
_GUIDES = {
    "sponsor": Kind.SPONSOR.label,
    "mentor": Kind.MENTOR.label,
    "practice_partner": Kind.PRACTICE.label,
    "facilitator": _("Guide"),
}


def word_for(kind: str, guide: str = "") -> str:
    """The word for this kind on a pathway whose word for a guiding partner is `guide`.

    "Mentor" takes the pathway's own word; the other kinds say something that every pathway keeps.
    """
    if kind == Kind.MENTOR and guide in _GUIDES:
        return str(_GUIDES[guide])
    return str(Kind(kind).label)
