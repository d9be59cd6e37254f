"""The plans every install begins with, one for each pathway, and fitting a plan to a meeting's length.

All of it is our own wording: nothing is taken from a fellowship's texts. Pure: no database.
"""

from collections.abc import Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Step = tuple[str | Promise, int]

_WELCOME: Step = (_("Welcome, and how we talk here"), 5)
_QUIET: Step = (_("A quiet minute"), 2)
_SHARING: Step = (_("Sharing, one at a time"), 35)
_GOOD_NEWS: Step = (_("Good news and thanks"), 6)
_CLOSING: Step = (_("One kind word each, and goodbye"), 5)

# By the code of the pathway (vocabulary.py). Each is written for an hour.
PLANS: dict[str, Sequence[Step]] = {
    "any": (
        _WELCOME,
        (_("How was your week? In one sentence."), 9),
        _SHARING,
        _GOOD_NEWS,
        _CLOSING,
    ),
    "twelve-step": (
        _WELCOME,
        (_("A short reading, chosen by the group"), 7),
        (_("One person tells their story"), 12),
        (_("Sharing, one at a time"), 26),
        (_("Days and months: who wants to say theirs?"), 5),
        _CLOSING,
    ),
    "tools": (
        _WELCOME,
        (_("How was your week? What do you want to work on?"), 12),
        (_("One tool, explained with an example"), 10),
        (_("Work on it together, everyone may answer"), 22),
        (_("What will you try until next time?"), 6),
        _CLOSING,
    ),
    "secular": (
        _WELCOME,
        (_("How was your week?"), 15),
        (_("A topic the group chooses"), 25),
        (_("What helped, and what you plan"), 10),
        _CLOSING,
    ),
    "spiritual": (
        _WELCOME,
        (_("Silence or a prayer: each in their own way"), 4),
        (_("A short reading, chosen by the group"), 7),
        (_("Sharing, one at a time"), 32),
        (_("What we are thankful for"), 7),
        _CLOSING,
    ),
    "meditation": (
        _WELCOME,
        (_("Sitting in silence, with a guide"), 20),
        (_("A short reading, chosen by the group"), 5),
        (_("Sharing, one at a time"), 25),
        _CLOSING,
    ),
    "medicine": (
        _WELCOME,
        (_("Medicine is part of recovery: nobody has to explain theirs"), 2),
        (_("How was your week?"), 10),
        _SHARING,
        (_("Questions for a doctor: we write them down together"), 3),
        _CLOSING,
    ),
    "therapy": (
        _WELCOME,
        (_("How are you now? One word each."), 6),
        (_("What did you try since last time?"), 12),
        (_("The topic of today"), 28),
        (_("What do you take with you?"), 6),
        (_("What comes next time"), 3),
    ),
    "family": (
        _WELCOME,
        (_("You did not cause it: a short reading"), 5),
        (_("How are you yourself this week?"), 10),
        (_("Sharing, one at a time"), 28),
        (_("One kind thing you will do for yourself"), 7),
        _CLOSING,
    ),
}


def steps_for(pathway: str) -> Sequence[Step]:
    """The plan of a pathway; the one without a set path for any other."""
    return PLANS.get(pathway, PLANS["any"])


def fitted(minutes: Sequence[int], length: int) -> list[int]:
    """The steps' minutes for a meeting of `length` minutes: in proportion, each at least one.

    The sum is `length` whenever that leaves a minute for each step.
    """
    total = sum(minutes)
    if not minutes or total == length:
        return list(minutes)
    fit = [max(1, each * length // total) for each in minutes]
    longest_first = sorted(range(len(fit)), key=lambda at: -minutes[at])
    spare = length - sum(fit)
    if spare > 0:
        fit[longest_first[0]] += spare
    for at in longest_first:
        taken = min(fit[at] - 1, max(0, -spare))
        fit[at] -= taken
        spare += taken
    return fit
