"""Lengths and rules as people say them: "1 hour 30 minutes", "every Tuesday and Thursday"."""

from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from groups.schedule import LAST, MONTHLY, Rule

EVERY_DAY = 127


def length(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    if not hours:
        return _minutes(rest)
    said = ngettext("%(number)s hour", "%(number)s hours", hours) % {"number": hours}
    if not rest:
        return said
    return _("%(hours)s %(minutes)s") % {"hours": said, "minutes": _minutes(rest)}


def _minutes(number: int) -> str:
    return ngettext("%(number)s minute", "%(number)s minutes", number) % {"number": number}


def starts_in(minutes: int) -> str:
    if minutes < 1:
        return _("now")
    return ngettext("in %(number)s minute", "in %(number)s minutes", minutes) % {"number": minutes}


def days(weekdays: int) -> str:
    """Weekdays without a rule: "Tuesday and Thursday", "Every day"."""
    if weekdays == EVERY_DAY:
        return _("Every day")
    return _listed(weekdays)


def _listed(weekdays: int) -> str:
    return get_text_list([str(WEEKDAYS[n]) for n in range(7) if weekdays & (1 << n)], _("and"))


def rule(of: Rule) -> str:
    """The rule in one sentence, without its hour. Weekdays are those where the meeting is."""
    if of.end_date == of.start_date:
        return _("Once, on %(date)s") % {"date": date_format(of.start_date)}
    values = {"days": _listed(of.weekdays), "number": of.every, "counts": _counts(of.nths)}
    if of.frequency == MONTHLY:
        if of.every == 1:
            return _("On the %(counts)s %(days)s of the month") % values
        return _("On the %(counts)s %(days)s, every %(number)s months") % values
    if of.every == 1:
        return _("Every day") if of.weekdays == EVERY_DAY else _("Every %(days)s") % values
    if of.every == 2:
        return _("Every second week on %(days)s") % values
    return _("Every %(number)s weeks on %(days)s") % values


def _counts(nths: int) -> str:
    said = {1: _("first"), 2: _("second"), 4: _("third"), 8: _("fourth"), 16: _("fifth"), LAST: _("last")}
    return get_text_list([word for bit, word in said.items() if nths & bit], _("and"))
