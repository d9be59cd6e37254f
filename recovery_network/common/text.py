"""What people type and what feeds send, made safe and comparable. Pure functions, no database."""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from confusable_homoglyphs import confusables
from django.utils.translation import pgettext

# Line feed and tab are text, and zero-width joiners shape Urdu, Hindi and Bengali words. Every other
# control character, and marks that turn text round, could hide something.
_JOINERS = ("\u200c", "\u200d")
_KEPT = {"\n", "\t", *_JOINERS}
_INVISIBLE = {"Cc", "Cf", "Cs", "Co"}
_BLANKS = re.compile(r"[^\S\n]+")
_LINES = re.compile(r"\n{3,}")


def western_digits(text: str) -> str:
    """Any script's decimal digits as 0 to 9: ۱۲۳, ১২৩ and १२३ are 123."""
    return "".join(str(unicodedata.digit(c)) if unicodedata.category(c) == "Nd" else c for c in text)


def without_controls(text: str) -> str:
    """Without control characters and invisible marks that could hide or turn round other text."""
    return "".join(
        c
        for c in text
        if c in _KEPT or c in _JOINERS or unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Co"}
    )


def one_line(text: str) -> str:
    """Clean text on one line, single blanks, in composed form."""
    return " ".join(_composed(text).split())


def _composed(text: str) -> str:
    """Composed last: an invisible mark may have stood between a letter and its accent."""
    return unicodedata.normalize("NFC", without_controls(text))


def many_lines(text: str) -> str:
    """Clean text that keeps its lines, at most one empty line between two."""
    clean = _composed(text.replace("\r\n", "\n").replace("\r", "\n"))
    return _LINES.sub("\n\n", "\n".join(_BLANKS.sub(" ", line).strip() for line in clean.split("\n"))).strip()


def listed(words: Iterable[str]) -> str:
    """Words one after another, with the comma of the page's language."""
    return pgettext("between items of a list", ", ").join(words)


def folded(text: str) -> str:
    """A key that is equal for names a reader could confuse: case, width, accents of look, look-alikes.

    "Paper Boat", "PAPER  BOAT" and "Рареr Воаt" (with Cyrillic letters) have one key. It is for
    comparing only and never shown.
    """
    plain = unicodedata.normalize(
        "NFKC", western_digits(one_line(text)).replace("\u200c", "").replace("\u200d", "")
    )
    key = "".join(_skeleton(c) for c in plain.casefold() if not c.isspace())
    return unicodedata.normalize("NFC", key)


@lru_cache(maxsize=4096)
def _skeleton(character: str) -> str:
    """The Latin look-alike of a small letter or of its capital; `l`, `i` and `1` are one stroke."""
    if character in "il1|":
        return "l"
    if character in "o0":
        return "o"
    if character.isascii():
        return character
    latin = _latin_twin(character) or _latin_twin(character.upper())
    return _skeleton(latin) if latin else character


def _latin_twin(character: str) -> str:
    found = confusables.is_confusable(character, preferred_aliases=["latin"]) if len(character) == 1 else None
    twins = [h["c"] for h in found[0]["homoglyphs"]] if found else []
    return next((c.lower() for c in twins if len(c) == 1 and c.isascii()), "")
