"""How names become searchable words, the same way when they are stored and when they are asked for.

PostgreSQL splits text for us; what it would keep together (women’s, 24/7, a@b) is parted first, and
the joiners that only shape letters are dropped. No stemming: most words are names, in many scripts.
"""

import unicodedata

_PARTED, _DROPPED = "’‘'`/.@:", "\u200c\u200d"
# For translate(text, marks, blanks): each parted mark a blank, the rest nothing.
MARKS = {"marks": _PARTED + _DROPPED, "blanks": " " * len(_PARTED)}
MOST_WORDS = 8


def asked(text: str) -> list[str]:
    """The words of a question: letters, marks on letters and digits; everything else parts them."""
    kept = (c if unicodedata.category(c)[0] in "LMN" else " " for c in text if c not in _DROPPED)
    return "".join(kept).split()[:MOST_WORDS]


def query(text: str, *, loose: bool = False) -> str:
    """For to_tsquery: every word must be there, the last one perhaps only begun; loosely, every one.

    Beginnings cost: PostgreSQL joins the lists of all words that begin so. Empty for no words.
    """
    known = asked(text)
    begun = len(known) if loose else 1
    whole = [f"'{word}'" for word in known[:-begun]]
    return " & ".join(whole + [f"'{word}':*" for word in known[-begun:]])
