"""Names inside a room: cleaned, and folded so that no two of them can be mistaken."""

import json
import re
import unicodedata
from functools import lru_cache
from importlib import resources

MIN_LENGTH, MAX_LENGTH = 2, 40

_BLANKS = re.compile(r"\s+")
# Alike across cases, or only in some positions of an Arabic word.
_ALSO_ALIKE = str.maketrans(
    {"i": "l", "1": "l", "0": "o", "\u0643": "\u06a9", "\u064a": "\u06cc", "\u0649": "\u06cc"}
)
# Marks that change a letter's look, not the letter: Latin accents and Arabic vowel signs. The
# vowel signs of Indic scripts are part of the name.
_LIGHT_MARKS = re.compile(r"[\u0300-\u036f\u064b-\u065f\u0670\u06d6-\u06ed]")


def clean(alias: str) -> str:
    """As shown: NFC, one blank between words, nothing invisible."""
    visible = "".join(c for c in alias if unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Co", "Cn"})
    return unicodedata.normalize("NFC", _BLANKS.sub(" ", visible)).strip()


def fold(alias: str) -> str:
    """Two aliases with one fold may be taken for one another. Never shown.

    Unicode's skeleton (UTS 39) of the lower-case name, without blanks, signs and light marks; then
    the few alike that Unicode does not list.
    """
    plain = _LIGHT_MARKS.sub("", unicodedata.normalize("NFKD", clean(alias)).casefold())
    looked = "".join(_prototypes().get(c, c) for c in plain).casefold()
    letters = "".join(c for c in looked if unicodedata.category(c)[0] not in "PZSC")
    return letters.translate(_ALSO_ALIKE).replace("rn", "m").replace("vv", "w")[:80]


@lru_cache(maxsize=1)
def _prototypes() -> dict[str, str]:
    """From Unicode's confusables: each look-alike to the sign it looks like."""
    source = resources.files("confusable_homoglyphs") / "confusables.json"
    listed = json.loads(source.read_text(encoding="utf-8"))
    similar = {sign: [other["c"] for other in others] for sign, others in listed.items() if len(sign) == 1}
    return {
        sign: others[0].strip("\u200e\u200f")
        for sign, others in similar.items()
        if len(others) == 1 and _stands_for(others[0], sign, similar)
    }


def _stands_for(one: str, sign: str, similar: dict[str, list[str]]) -> bool:
    """A prototype lists all that look like it; of a lone pair the plainer sign stands for both."""
    return len(similar.get(one, "12")) > 1 or (not one.isascii(), one) < (not sign.isascii(), sign)
