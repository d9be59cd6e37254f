"""Words as a reader hears them: look-alike letters, letters for digits and spelling games undone. Pure.

For comparing only: what comes out is never shown and never kept.
"""

import re
import unicodedata

from recovery_network.common.text import western_digits

# Cyrillic, Greek and drawn letters that pass for Latin ones; none of our languages is written in them.
_PAIRS = (
    "аa вb гr еe ёe зz иu кk мm нh оo рp сc тt уy хx ѕs іi їi јj ԁd ԛq ԝw һh ӏl ьb αa βb εe κk νv οo ρp τt "
    "υu χx γy ηn ωw ℓl ıi ɡg ƒf ɑa ɩi ոn օo ѵv ⅼl @a $s €e ¡i"
)
_LOOK_ALIKES = str.maketrans({pair[0]: pair[1] for pair in _PAIRS.split() if pair[1].isascii()} | {"ι": "i"})
_LEET = str.maketrans("01345789", "oleastbg")
# One letter of several spellings: Urdu keyboards write Arabic forms, Hindi is typed without its dots.
_ONE_SPELLING = str.maketrans(
    {pair[0]: pair[1] for pair in ["يی", "ىی", "ئی", "كک", "ہه", "ۂه", "ةه", "ۃه", "أا", "إا", "آا", "ؤو"]}
    | dict.fromkeys("\u093c\u09bc\u0a3c\u0a71\u0a70\u0902\u0901", "")
)
_DROPPED = {"Cc", "Cf", "Cs", "Co"}
# Most messages are ASCII, and in them only these are dropped: they need not be looked at one by one.
_ASCII_CONTROLS = dict.fromkeys([*range(9), *range(11, 32), 127])
# Marks belong to their word; the stops and commas of these scripts do not.
_WORD = re.compile(r"[\w\u0900-\u0963\u0966-\u0d7f\u0610-\u061a\u0620-\u06d3\u06d5-\u06ff]+")
_SPELT = re.compile(r"(?<![^\W_])(?:[^\W\d_][\s.\-_*·]{1,2}){3,}[^\W\d_](?![^\W_])")
_DRAWN_OUT = re.compile(r"(\w)\1{2,}")
_MEASURED = re.compile(r"\d+(?:st|nd|rd|th|rs|mg|ml|gm|kg|km|am|pm|hr|hrs|min|yr|yrs)")
_BLANKS = re.compile(r"\s+")
_MIXED = re.compile(r"[a-z]*(?:[a-z][01345789]|[01345789][a-z])[a-z01345789]*")


def plain(text: str) -> str:
    """Small letters of one shape, western digits, no marks that hide; punctuation stays."""
    if text.isascii() and "@" not in text and "$" not in text:
        return _BLANKS.sub(" ", text.translate(_ASCII_CONTROLS).casefold())
    shaped = western_digits(unicodedata.normalize("NFKC", text)).casefold().translate(_ONE_SPELLING)
    kept = "".join(
        " " if c in "\n\t" else c
        for c in shaped
        if c in "\n\t" or not (unicodedata.category(c) in _DROPPED or _is_flourish(c))
    )
    return _BLANKS.sub(" ", _looked_like(kept))


def words(text: str) -> str:
    """The words between single blanks, with one at both ends: " add me on telegram "."""
    whole = _SPELT.sub(_closed_up, plain(text))
    whole = _MIXED.sub(lambda found: _unleet(found.group()), whole)
    said = _DRAWN_OUT.sub(r"\1\1", " ".join(_WORD.findall(whole)))
    return f" {said} "


def _is_flourish(character: str) -> bool:
    """Marks written over Latin letters, Arabic vowel signs, keycaps: they change no word here."""
    return (
        character in "\ufe0f\u20e3" or "\u0300" <= character <= "\u036f" or "\u064b" <= character <= "\u0655"
    )


def _looked_like(text: str) -> str:
    """Look-alikes become Latin; an @ or $ only inside a word, for alone they mean themselves."""
    swapped = text.translate(_LOOK_ALIKES)
    pairs = zip(text, swapped, range(len(text)), strict=True)
    return "".join(old if old in "@$€" and not _inside(text, at) else new for old, new, at in pairs)


def _inside(text: str, at: int) -> bool:
    return (
        0 < at < len(text) - 1 and text[at - 1].isalpha() and text[at + 1].isalpha() and "." not in text[at:]
    )


def _closed_up(found: "re.Match[str]") -> str:
    return "".join(c for c in found.group() if c.isalpha() or unicodedata.category(c) in {"Mn", "Mc"})


def _unleet(word: str) -> str:
    """t3legr4m is telegram; 500rs, 24x7 and 2nd keep their digits."""
    letters = sum(c.isalpha() for c in word)
    return (
        word
        if letters < 2 or letters * 2 <= len(word) or _MEASURED.fullmatch(word)
        else word.translate(_LEET)
    )
