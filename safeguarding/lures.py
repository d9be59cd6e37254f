"""Does a newcomer's message look like a lure? A hint: a host reads it first, nothing is deleted. Pure.

Links, telephone numbers, handles of other apps, payment and sellers' words, in the first messages of a
person. Being held is no verdict: a host reads the words and lets them through with one tap.
"""

import re
from collections.abc import Iterator
from functools import cache

from safeguarding import phrases
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
    r"(?<![\w.+-])[\w.+-]+\s?@\s?[\w-]+\s?\.\s?[a-z]{2,}|"
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
    return next(_kinds(text), "")


def kinds_of_lure(text: str) -> list[str]:
    """All that is in it, each once: what a host is told of words that are held."""
    return list(dict.fromkeys(_kinds(text)))


def _kinds(text: str) -> Iterator[str]:
    shape, said = plain(text), words(text)
    if _LINK.search(shape):
        yield LINK
    if _ADDRESS.search(shape) or _HANDLE.search(shape) or telephone(text):
        yield CONTACT
    if _NUMBER_CUE.search(said) and telephone(text, least=7):
        yield CONTACT
    for kind, pattern in _patterns():
        if pattern.search(said):
            yield kind


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Compiled once per process, at the first message."""
    lists = phrases.read("lures.txt")
    return tuple((kind, phrases.compiled(lists[kind], phrases.names_of(lists))) for kind in KINDS_OF_WORDS)
