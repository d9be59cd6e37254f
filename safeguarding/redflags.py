"""Words that may mean that somebody is in danger now. A hint that asks people to look. Pure.

Whoever acts on it shows the writer the help panel and asks people on duty to look. Nothing is hidden, and
nobody outside is told. Lists miss much and find too much: they never stand in for reading.
"""

import re
from functools import cache

from safeguarding import phrases
from safeguarding.plain import words


def found(text: str, language: str = "") -> bool:
    """Should somebody look? The list of `language` is asked first; people write others in any room."""
    said = words(text)
    return any(_pattern(code).search(said) for code in _codes(language.split("-")[0]))


def _codes(first: str) -> list[str]:
    return sorted(phrases.read("redflags.txt"), key=lambda code: code != first)


@cache
def _pattern(code: str) -> re.Pattern[str]:
    return phrases.compiled(phrases.read("redflags.txt")[code], {})
