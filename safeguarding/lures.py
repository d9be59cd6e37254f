"""Does a newcomer's message look like a lure? A hint: a host reads it first, nothing is deleted. Pure.

Links, telephone numbers, handles of other apps, payment and sellers' words, in the first messages of a
person. Being held is no verdict: a host reads the words and lets them through with one tap.
"""

import re
from functools import cache
from pathlib import Path

from safeguarding.plain import plain, words
from safeguarding.telephones import telephone

LINK, CONTACT = "link", "contact"
KINDS_OF_WORDS = ("seller", "payment", CONTACT)
# Whoever has written so often without a word being held has been read by people.
WATCHED_MESSAGES = 5

_SURE_ENDINGS = "com|net|org|info|biz|xyz|ru|io|gg|cc|tk|pk|bd|uk|ly"
_ENDINGS = f"{_SURE_ENDINGS}|co|shop|site|online|store|club|vip|app|link|live|dev|page|in|me|to|us|de"
_LINK = re.compile(
    r"h(?:tt|xx)ps?\s?:|www\s?[.,]\s?\w|"
    rf"(?<![\w.@])(?:[a-z0-9-]{{2,}}\.)+(?:{_SURE_ENDINGS})(?![a-z0-9])|"
    rf"(?<![\w.@])[a-z0-9-]+(?:\s?\.\s?[a-z0-9-]+)*\s?\.\s?(?:{_ENDINGS})\s?/\s?\w|"
    rf"[a-z0-9-]{{2,}}\s?(?:[(\[{{]\s?(?:dot|\.)\s?[)\]}}]|\bdot\b|डॉट|ڈاٹ|ਡਾਟ|ডট)\s?(?:{_ENDINGS}|कॉम|کام|ਕਾਮ|কম)\b|"
    r"[a-z0-9-]{3,}\s[.,]\s?(?:com|net|org|xyz)\b|[a-z0-9-]{3,}[.,]\s(?:com|net|org|xyz)\b"
)
_ADDRESS = re.compile(
    r"[\w.+-]+\s?@\s?[\w-]+\s?\.\s?[a-z]{2,}|"
    r"\b(?:at|@|\(at\)|\[at\]|एट|ایٹ)\s?(?:the rate\s)?"
    r"(?:gmail|yahoo|hotmail|outlook|proton|protonmail|icloud|rediff\w*)\b"
)
_HANDLE = re.compile(r"(?<![\w.])@(?=\w*[\d_])[\w.]{4,}|\b[a-z]{2,}[\w.]*_[\w.]*\d\w*\b")
_NUMBER_CUE = re.compile(
    r" (?:call|whatsapp|wapp|number|nmbr|no|contact|text|sms|कॉल|नंबर|نمبر|کال|ਨੰਬਰ|ਕਾਲ|নম্বর|নাম্বার|কল) "
)


def why_held(text: str, *, messages_before: int) -> str:
    """The reason a host should read it first: "link", "contact", "payment", "seller"; "" lets it pass.

    `messages_before`: how many messages of this person were shown to this group's people before.
    """
    return "" if messages_before >= WATCHED_MESSAGES else kind_of_lure(text)


def kind_of_lure(text: str) -> str:
    """The same for any text, however long somebody has been here."""
    shape, said = plain(text), words(text)
    if _LINK.search(shape):
        return LINK
    if _ADDRESS.search(shape) or _HANDLE.search(shape) or telephone(text):
        return CONTACT
    if _NUMBER_CUE.search(said) and telephone(text, least=7):
        return CONTACT
    for kind, pattern in _patterns():
        if pattern.search(said):
            return kind
    return ""


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Compiled once per process, at the first message."""
    lists = _sections(Path(__file__).with_name("data").joinpath("lures.txt").read_text(encoding="utf-8"))
    names = {
        head.removeprefix("names "): {_word(name) for line in lines for name in line.split()}
        for head, lines in lists.items()
        if head.startswith("names ")
    }
    return tuple(
        (kind, re.compile("|".join(f"(?:{_compiled(row, names)})" for row in lists[kind])))
        for kind in KINDS_OF_WORDS
    )


def _sections(text: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for line in text.splitlines():
        if line.startswith("["):
            found[line.strip("[]")] = here = []
        elif line and not line.startswith("#"):
            here.append(line)
    return found


def _compiled(row: str, names: dict[str, set[str]]) -> str:
    """ "a|b … {app}" as an expression over " words between blanks "."""
    parts, gap = [], ""
    for choice in row.split():
        if choice == "…":
            gap = r"(?: \S+){0,4}?"
            continue
        parts.append(f"{gap} (?:{'|'.join(_choice(one, names) for one in choice.split('|'))})(?= )")
        gap = ""
    return "".join(parts)


def _choice(one: str, names: dict[str, set[str]]) -> str:
    if one.startswith("{"):
        return "|".join(sorted(names[one[1:-1]]))
    return _word(one[:-1]) + r"\S*" if one.endswith("*") else _word(one)


def _word(word: str) -> str:
    return re.escape(words(word).strip())
