"""Words that may mean that somebody is in danger now. A hint that asks people to look, and nothing more. Pure.

Whoever acts on it shows the writer the help panel and asks people on duty to look. Nothing is hidden, and
nobody outside is told. Lists miss much and find too much: they never stand in for reading.
"""

import re
from functools import cache

from safeguarding import phrases
from safeguarding.plain import words

# People write English and Latin letters in every room, whatever its language.
ALWAYS = ("en", "latin")


def found(text: str, language: str) -> bool:
    """Should somebody look? `language` is the room's; an unknown one is looked at with every list."""
    said = words(text)
    return any(_pattern(code).search(said) for code in _codes(language))


def _codes(language: str) -> tuple[str, ...]:
    known = tuple(phrases.read("redflags.txt"))
    own = language.split("-")[0]
    return known if own not in known else tuple(dict.fromkeys((own, *ALWAYS)))


@cache
def _pattern(code: str) -> re.Pattern[str]:
    return phrases.compiled(phrases.read("redflags.txt")[code], {})
