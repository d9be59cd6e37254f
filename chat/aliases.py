"""Names inside a room, folded so that no two of them can be mistaken for one another."""

import re
import unicodedata

from recovery_network.common.text import folded, one_line

MIN_LENGTH, MAX_LENGTH = 2, 40

# Marks that change a letter's look, not the letter: Latin accents and Arabic vowel signs. The
# vowel signs of Indic scripts are part of the name.
_LIGHT_MARKS = re.compile(r"[\u0300-\u036f\u064b-\u065f\u0670\u06d6-\u06ed]")
# Arabic and Urdu letters that look alike in most positions of a word.
_ARABIC_ALIKE = str.maketrans({"\u0643": "\u06a9", "\u064a": "\u06cc", "\u0649": "\u06cc"})


def clean(alias: str) -> str:
    """As shown: one line, nothing invisible. Joiners are left out: they could make two names of one."""
    return one_line(alias.replace("\u200c", "").replace("\u200d", ""))


def fold(alias: str) -> str:
    """Two aliases with one fold may be taken for one another. Never shown."""
    plain = _LIGHT_MARKS.sub("", unicodedata.normalize("NFKD", clean(alias)))
    letters = "".join(c for c in plain if unicodedata.category(c)[0] not in "PZSC")
    return folded(letters).translate(_ARABIC_ALIKE).replace("rn", "m").replace("vv", "w")[:80]
