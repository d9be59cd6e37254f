"""How well two people fit whom no hard rule keeps apart: a score, and the reasons in words. Pure.

A reason is a code and values, stored as they are and said in the reader's own language. Each reason is
something that holds for both people, and the score counts nothing that no reason names.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from typing import Any, cast
from zoneinfo import ZoneInfo

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mentoring import free_hours
from mentoring.customs import YEAR, Hope, Way
from mentoring.hard_rules import ANY_PATH, MenteeFacts, MentorFacts
from recovery_network.common.languages import language_name
from recovery_network.common.text import listed
from recovery_network.common.times import clock_range

MOST = 1000
# Being found at all is worth more to everybody together than the best fit of one.
FOUND = 1000
_HOURS, _FIRST_LANGUAGE, _PATH, _HOPE, _WAY, _YEARS = 250, 100, 150, 100, 50, 10
_ENOUGH_QUARTERS, _ENOUGH_YEARS = 40, 10
_WINDOWS_SAID, _EVERY_DAY = 2, 7


def score(mentee: MenteeFacts, mentor: MentorFacts) -> int:
    """From 1 to MOST."""
    hours = min(free_hours.minutes(mentee.hours & mentor.hours) // 15, _ENOUGH_QUARTERS)
    first = mentee.languages[:1] and mentee.languages[0] in mentor.languages
    years = min(_years(mentor), _ENOUGH_YEARS)
    total = (
        hours * _HOURS // _ENOUGH_QUARTERS
        + (_FIRST_LANGUAGE if first else 0)
        + (_PATH if _paths(mentee, mentor) else 0)
        + _HOPE * len(mentee.hopes & mentor.hopes)
        + min(_WAY * len(mentee.ways & mentor.ways), 2 * _WAY)
        + _YEARS * years
    )
    return max(1, min(total, MOST))


def value(mentee: MenteeFacts, mentor: MentorFacts) -> int:
    """What the pair counts in a round."""
    return FOUND + score(mentee, mentor)


def _years(mentor: MentorFacts) -> int:
    return (mentor.days or 0) // YEAR


def _paths(mentee: MenteeFacts, mentor: MentorFacts) -> list[str]:
    return sorted((mentee.pathways & mentor.pathways) - {ANY_PATH})


def reasons(mentee: MenteeFacts, mentor: MentorFacts, zone: ZoneInfo, monday: date) -> list[list[Any]]:
    """Codes with values that JSON can hold. Windows are in the mentee's zone."""
    shared = mentee.hours & mentor.hours
    found: list[list[Any]] = [
        ["languages", [code for code in mentee.languages if code in mentor.languages]],
        ["always", []] if shared == free_hours.ALWAYS else ["hours", _windows(shared, zone, monday)],
        ["years", [_years(mentor)] if _years(mentor) else []],
        ["pathways", _paths(mentee, mentor)],
        ["medicine", [True] if mentee.wants_medicine and mentor.welcomes_medicine else []],
        ["hopes", sorted(mentee.hopes & mentor.hopes)],
        ["ways", sorted(mentee.ways & mentor.ways)],
    ]
    return [[code, values] for code, values in found if values or code == "always"]


def _windows(shared: int, zone: ZoneInfo, monday: date) -> list[list[Any]]:
    """Days with the same hours stand together; the hours that come round most, as [days, begin, end]."""
    groups: dict[tuple[Any, Any], list[tuple[datetime, datetime]]] = {}
    for begin, end in sorted(free_hours.windows(shared, zone, monday)):
        groups.setdefault((begin.time(), end - begin), []).append((begin, end))
    most = sorted(groups.items(), key=lambda group: (-len(group[1]) * group[0][1], group[0][0]))
    return [
        [[begin.weekday() for begin, _end in windows], windows[0][0].isoformat(), windows[0][1].isoformat()]
        for _hours, windows in most[:_WINDOWS_SAID]
    ]


# --- In words ---------------------------------------------------------------------------------------


def sentences(stored: Iterable[Sequence[Any]], paths: dict[str, str]) -> list[str]:
    """The reasons in the language active now; `paths` are the names of pathways by their code."""
    return [said for code, values in stored if (said := _SAID[code](values, paths))]


Words = dict[str, str]
Saying = Callable[[list[Any], Words], str]
_SAID: dict[str, Saying] = {}


def says(code: str) -> Callable[[Saying], Saying]:
    def register(saying: Saying) -> Saying:
        _SAID[code] = saying
        return saying

    return register


@says("languages")
def _said_languages(values: list[str], paths: Words) -> str:
    return _("Speaks %(languages)s.") % {"languages": listed(language_name(code) for code in values)}


@says("always")
def _said_always(values: list[str], paths: Words) -> str:
    return _("Free at any time, like you.")


@says("hours")
def _said_hours(values: list[list[Any]], paths: Words) -> str:
    return _("Free when you are: %(times)s.") % {
        "times": " · ".join(_said_window(*group) for group in values)
    }


def _said_window(weekdays: list[int], begins: str, ends: str) -> str:
    begin, end = datetime.fromisoformat(begins), datetime.fromisoformat(ends)
    hours = clock_range(begin, end, cast(ZoneInfo, begin.tzinfo))
    if len(weekdays) == _EVERY_DAY:
        return _("every day %(hours)s") % {"hours": hours}
    days = listed(str(WEEKDAYS[day]) for day in sorted(weekdays))
    return _("%(weekdays)s %(hours)s") % {"weekdays": days, "hours": hours}


@says("years")
def _said_years(values: list[int], paths: Words) -> str:
    [count] = values
    words = ngettext("%(count)d year on their own path.", "%(count)d years on their own path.", count)
    return words % {"count": count}


@says("pathways")
def _said_pathways(values: list[str], paths: Words) -> str:
    return _("On the same path: %(paths)s.") % {"paths": listed(paths.get(code, code) for code in values)}


@says("medicine")
def _said_medicine(values: list[bool], paths: Words) -> str:
    return _("Welcomes medicine as part of the path.")


@says("hopes")
def _said_hopes(values: list[str], paths: Words) -> str:
    return _("Knows about: %(things)s.") % {"things": listed(str(Hope(each).label) for each in values)}


@says("ways")
def _said_ways(values: list[str], paths: Words) -> str:
    return _("You can talk: %(ways)s.") % {"ways": listed(str(Way(each).label) for each in values)}
