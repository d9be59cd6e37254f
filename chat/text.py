"""What a written message becomes before it is kept."""

import re
import unicodedata

MAX_LENGTH = 1000

_LINE_ENDS = re.compile(r"\r\n?|[\u0085\u2028\u2029]")
_MANY_BLANK_LINES = re.compile(r"\n{3,}")
# Overrides can make a sentence read as another one. Isolates and joiners stay: Urdu, Bangla and
# Hindi need them, and each message is isolated on the page anyway.
_OVERRIDES = frozenset("\u202d\u202e")


def normalise(text: str) -> str:
    """NFC, plain line ends, no control characters, no blank edges, at most one blank line in a row."""
    lined = _LINE_ENDS.sub("\n", text)
    kept = "".join(c for c in lined if _is_kept(c))
    return unicodedata.normalize("NFC", _MANY_BLANK_LINES.sub("\n\n", kept)).strip()


def _is_kept(character: str) -> bool:
    if character in "\n\t":
        return True
    return unicodedata.category(character) not in {"Cc", "Cs"} and character not in _OVERRIDES
