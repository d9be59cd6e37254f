"""Counts and milestones as people say them."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from journey.milestones import Milestone


def milestone(each: Milestone) -> str:
    """24 hours, 1 week, 30 days, 6 months, 2 years."""
    said = {
        "hours": ngettext("%(number)s hour", "%(number)s hours", each.number),
        "days": days_words(each.number),
        "weeks": ngettext("%(number)s week", "%(number)s weeks", each.number),
        "months": ngettext("%(number)s month", "%(number)s months", each.number),
        "years": ngettext("%(number)s year", "%(number)s years", each.number),
    }[each.unit]
    return said % {"number": each.number}


def days_words(number: int) -> str:
    return ngettext("%(number)s day", "%(number)s days", number) % {"number": number}


def elapsed(parts: tuple[int, int, int]) -> str:
    """ "1 year, 2 months and 3 days"; "" below a month, where days alone say it."""
    years, months, days = parts
    if not years and not months:
        return ""
    said = [
        ngettext("%(number)s year", "%(number)s years", years) % {"number": years} if years else "",
        ngettext("%(number)s month", "%(number)s months", months) % {"number": months} if months else "",
        days_words(days) if days else "",
    ]
    found = [each for each in said if each]
    if len(found) == 1:
        return found[0]
    first = pgettext("between items of a list", ", ").join(found[:-1])
    return _("%(first)s and %(last)s") % {"first": first, "last": found[-1]}
