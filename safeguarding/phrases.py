"""Lists of phrases kept as data, read and compiled. Pure.

`[head]` begins a section, `#` a note. A phrase is words with single blanks: `a|b` one of them, `a*` any
ending, `…` up to four words between, `{app}` any name of the section `[names app]`.
"""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from safeguarding.plain import words

Sections = Mapping[str, list[str]]


@cache
def read(file: str) -> Sections:
    """The sections of a file in this app's data."""
    found: dict[str, list[str]] = {}
    here: list[str] = []
    for line in Path(__file__).with_name("data").joinpath(file).read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            here = found.setdefault(line.strip("[]"), [])
        elif line and not line.startswith("#"):
            here.append(line)
    return found


def names_of(sections: Sections) -> dict[str, set[str]]:
    heads = (head for head in sections if head.startswith("names "))
    return {head[6:]: {_word(one) for line in sections[head] for one in line.split()} for head in heads}


def compiled(rows: Iterable[str], names: Mapping[str, set[str]]) -> re.Pattern[str]:
    """One expression for all rows, to be searched for in `plain.words(text)`."""
    return re.compile("|".join(f"(?:{_row(row, names)})" for row in rows))


def _row(row: str, names: Mapping[str, set[str]]) -> str:
    parts, gap = [], ""
    for choice in row.split():
        if choice == "…":
            gap = r"(?: \S+){0,4}?"
            continue
        parts.append(f"{gap} (?:{'|'.join(_choice(one, names) for one in choice.split('|'))})(?= )")
        gap = ""
    return "".join(parts)


def _choice(one: str, names: Mapping[str, set[str]]) -> str:
    if one.startswith("{"):
        return "|".join(sorted(names[one[1:-1]]))
    return _word(one[:-1]) + r"\S*" if one.endswith("*") else _word(one)


def _word(word: str) -> str:
    return re.escape(words(word).strip())
