"""Days of the week as lists write them: numbers of three kinds, names in many languages, spans.

Days here are Python's: 0 is Monday. Every numbering of the field is named, because there are three.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.utils import translation
from django.utils.dates import WEEKDAYS, WEEKDAYS_ABBR

# Meeting Guide: 0 is Sunday. 7 is no Meeting Guide day; the lists that write it count 1 to 7 from
# Monday (ISO), where 1 to 6 mean the same days, so 7 can only be Sunday.
SUNDAY_IS_0 = {0: 6, 1: 0, 2: 1, 3: 2, 4: 3, 5: 4, 6: 5, 7: 6}
# BMLT's semantic API: 1 is Sunday.
SUNDAY_IS_1 = {1: 6, 2: 0, 3: 1, 4: 2, 5: 3, 6: 4, 7: 5}
ALL = tuple(range(7))

_ENGLISH = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SPANS = {
    "daily": ALL,
    "everyday": ALL,
    "every day": ALL,
    "weekdays": ALL[:5],
    "weekends": ALL[5:],
    "weekend": ALL[5:],
}
_LANGUAGES = (
    *("ur", "hi", "bn", "pa", "ne", "ta", "ml", "fa", "ar", "fr", "es", "pt", "de", "it", "nl", "sv", "nb"),
    *("da", "fi", "sk", "cs", "pl", "ru", "uk", "bg", "ro", "hr", "sl", "lt", "hu", "el", "he", "tr", "ja"),
    *("ko", "th"),
)
_BETWEEN = re.compile(r"\s*(?:-|–|—|\bto\b|\bthrough\b|\bthru\b)\s*")
_AND = re.compile(r"\s*(?:[,;/&+|]|\band\b|\n)\s*")


@dataclass(frozen=True, slots=True)
class Days:
    """What was understood, what was not, and whether it was written in a form of its own."""

    days: tuple[int, ...] = ()
    unread: tuple[Any, ...] = ()
    given: bool = False
    unusual: bool = False


def read_days(value: Any, numbering: dict[int, int]) -> Days:
    """Days from an int, a numeral, a name, a span such as “Mon-Fri”, or a list of those."""
    parts = list(_parts(value))
    found = [(part, _one(part, numbering)) for part in parts]
    days = sorted({day for _part, read in found for day in read})
    unread = tuple(part for part, read in found if not read)
    written = [part for part, read in found if len(read) > 1 or part in (7, "7", 7.0)]
    unusual = bool(written) or len(days) < sum(len(read) for _part, read in found)
    return Days(tuple(days), unread, bool(parts), unusual)


def _parts(value: Any) -> Iterable[Any]:
    if isinstance(value, list | tuple):
        for item in value[:20]:
            yield from _parts(item) if not isinstance(item, list | tuple) else ()
    elif isinstance(value, str):
        yield from (p for p in _AND.split(value.strip()[:200]) if p)
    elif value is not None and not isinstance(value, dict):
        yield value


def _one(part: Any, numbering: dict[int, int]) -> tuple[int, ...]:
    number = _number(part)
    if number is not None:
        return (numbering[number],) if number in numbering else ()
    return _words(part) if isinstance(part, str) else ()


def _number(part: Any) -> int | None:
    if isinstance(part, bool):
        return None
    try:
        number = float(part)
    except (TypeError, ValueError, OverflowError):
        return None
    return int(number) if number.is_integer() and abs(number) < 100 else None


def _words(text: str) -> tuple[int, ...]:
    text = _fold(text)
    if text in _SPANS:
        return _SPANS[text]
    ends = [_name(part) for part in _BETWEEN.split(text)]
    if len(ends) == 2 and None not in ends:
        first, last = ends[0] or 0, ends[1] or 0
        return tuple((first + n) % 7 for n in range((last - first) % 7 + 1))
    day = _name(text)
    return () if day is None else (day,)


def _name(text: str) -> int | None:
    """Monday, Mondays, Mon., Thur; else a name in one of the languages lists are written in."""
    text = text.strip(" .")
    bare = text[:-1] if text.endswith("s") and text[:-1] in _ENGLISH else text
    if len(bare) >= 2 and bare.isascii():
        hits = [n for n, name in enumerate(_ENGLISH) if name.startswith(bare)]
        if bare == "weds":
            hits = [2]
        if len(hits) == 1:
            return hits[0]
    return foreign_names().get(text)


def _fold(text: str) -> str:
    text = unicodedata.normalize("NFKC", text).replace("\u200c", "").replace("\u200d", "")
    return " ".join(text.casefold().split())


@lru_cache(maxsize=1)
def foreign_names() -> dict[str, int]:
    """Day names of Django's own catalogues; a word that means two days in two languages is left out."""
    meanings: dict[str, set[int]] = {}
    for language in _LANGUAGES:
        with translation.override(language):
            for day in range(7):
                for name in (str(WEEKDAYS[day]), str(WEEKDAYS_ABBR[day])):
                    meanings.setdefault(_fold(name).strip(" ."), set()).add(day)
    return {name: days.pop() for name, days in meanings.items() if len(days) == 1 and len(name) >= 2}
