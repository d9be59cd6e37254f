"""Finds outing words in a text. The words are data (words.txt)."""

import re
import unicodedata
from functools import cache
from pathlib import Path

# Letters and the marks that belong to them; `\w` alone forgets the vowel signs of Indic scripts.
_INSIDE = r"[\w\u0900-\u0dff]"


@cache
def words() -> tuple[str, ...]:
    lines = Path(__file__).with_name("words.txt").read_text(encoding="utf-8").splitlines()
    found = (line.strip() for line in lines)
    return tuple(unicodedata.normalize("NFC", line) for line in found if line and not line.startswith("#"))


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    return tuple(_pattern(word) for word in words())


def _pattern(word: str) -> re.Pattern[str]:
    body = re.escape(word.lstrip("^~")).replace(r"\ ", r"\s+")
    if word.startswith("~"):
        return re.compile(body)
    return re.compile(
        f"(?<!{_INSIDE}){body}(?!{_INSIDE})", re.NOFLAG if word.startswith("^") else re.IGNORECASE
    )


def outing(text: str, *names: str) -> list[str]:
    """The words and the given names that the text gives away."""
    plain = unicodedata.normalize("NFC", text)
    found = [match.group() for pattern in _patterns() for match in pattern.finditer(plain)]
    return found + [name for name in names if name.casefold() in plain.casefold()]
