"""Person-first words for texts that staff write. Members' own words are never touched. Pure.

After the words of NIDA's "Words Matter"; the lists for other languages want native speakers' eyes.
"""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.utils.translation import gettext as _

ALL = ""  # an unknown language is looked at with every list


@dataclass(frozen=True)
class Finding:
    word: str
    instead: str

    @property
    def sentence(self) -> str:
        return _("“%(word)s” may hurt. You can write: %(instead)s") % {
            "word": self.word,
            "instead": self.instead,
        }


def findings(text: str, language: str = ALL) -> list[Finding]:
    """Each judging word once, in the order of the text. What stands in quotes is somebody else's."""
    own = _LET_BE.sub(" ", text)
    found: dict[str, tuple[int, Finding]] = {}
    for code, rows in _rows().items():
        if language and code not in {language, "en"}:
            continue
        for pattern, instead in rows:
            if hit := pattern.search(own):
                found.setdefault(hit.group().casefold(), (hit.start(), Finding(hit.group(), instead)))
    return [finding for _at, finding in sorted(found.values(), key=lambda row: row[0])]


# What stands in quotes, and the names that fellowships gave themselves.
_LET_BE = re.compile(r"[\"“«][^\"”»]*[\"”»]|\b\w+ anonymous\b", re.IGNORECASE)
# Marks that belong to a word in the scripts of India: \b would end a word in the middle of it.
_IN_A_WORD = r"\w\u0900-\u0963\u0966-\u0d7f\u0610-\u061a\u0620-\u06d3\u06d5-\u06ff"


@cache
def _rows() -> dict[str, list[tuple[re.Pattern[str], str]]]:
    rows: dict[str, list[tuple[re.Pattern[str], str]]] = {}
    language = ""
    for line in Path(__file__).with_name("data").joinpath("person_first.txt").read_text("utf-8").splitlines():
        if line.startswith("["):
            language = line.strip("[]")
        elif line and not line.startswith("#"):
            words, _arrow, instead = line.partition(" -> ")
            forms = "|".join(re.escape(form.strip()) for form in words.split("|"))
            pattern = re.compile(rf"(?<![{_IN_A_WORD}])(?:{forms})(?![{_IN_A_WORD}])", re.IGNORECASE)
            rows.setdefault(language, []).append((pattern, instead))
    return rows
