"""Finding contacts and pass codes in text that is meant to be public.

Names of people cannot be found by pattern. So the whole sentence around a phone number, an e-mail
address or a pass code goes to the private side: the name mostly stands in it.
"""

import re

# Each pattern may begin only where a word or number begins, so that long runs stay cheap.
EMAIL = re.compile(
    r"(?<![\w.+%-])[\w.+%-]{1,64}\s?(?:@|\(at\)|\[at\])\s?[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}", re.I
)
_DIGITS = re.compile(r"(?<!\d)(?:\+|\(\+?)?\d[\d ()./\u00a0\u2010-\u2013-]{5,26}\d(?!\d)")
# For names and addresses, where bare numbers are house numbers and group numbers.
_PLAIN_PHONE = re.compile(
    r"(?<![\w-])(?:\+\d[\d ().-]{6,18}\d|\(\d{2,5}\)[ .-]?\d{3,4}[ .-]?\d{3,4}|\d{3}[.-]\d{3}[.-]\d{4}"
    r"|(?:tel|ph|phone|cell|mob|mobile|call|text)\b[.:# ]{0,3}\d[\d ().-]{5,18}\d)(?!\d)",
    re.I,
)
_NOT_PHONES = re.compile(
    r"(?<!\d)(?<!\d[./-])(?:\d{4}([-/.])\d{1,2}\1\d{1,2}|\d{1,2}([-/.])\d{1,2}\2\d{2,4}"
    r"|(?:19|20)\d\d ?[-/–] ?(?:19|20)\d\d|\d{1,2}[.:]\d\d|\d{5}-\d{4})(?!\d|[./-]\d)"
)
_GROUP_NUMBER = re.compile(
    r"(?:gso|wso|group|grp|registration|district|dist|afg)\W{0,6}(?:id|no|nr|number)?\W{0,4}$", re.I
)
_CODE_WORD = (
    r"pass ?-?(?:word|code|wd|phrase)s?|pwd|security ?-?code|host ?-?key|mot de passe|code d.acc[eè]s|"
    r"contraseñas?|c[oó]digo de acceso|kennwort|passwort|wachtwoord|lösenord|"
    r"पासवर्ड|पासकोड|পাসওয়ার্ড|পাসকোড|پاس ورڈ|پاس کوڈ|ਪਾਸਵਰਡ|ਪਾਸਕੋਡ"
)
# Words that mean other things too: only with a value behind them.
_CODE_HINT = r"(?:pin|clave|senha|(?<!zip )(?<!postal )code)"
_VALUE = r"(?: ?(?:is|:|=|#|-|–) ?(?=\S)| (?=\S{0,12}\d))"
_PASS = re.compile(rf"(?<!\w)(?:(?:{_CODE_WORD}|pw)(?!\w)|{_CODE_HINT}{_VALUE}|pc ?[:=])", re.I)
_PASS_IN_NAME = re.compile(rf"(?<!\w)(?:{_CODE_WORD}|pw|{_CODE_HINT}){_VALUE}", re.I)
_ONE_TAP = re.compile(r"\d#?,,|[?&;](?:pwd|passcode|password)=", re.I)
_ASKS = re.compile(
    r"\b(?:contact|call|text|e-?mail|phone|ask for|reach|whatsapp|chair|secretary|host|gsr|sponsor)\b", re.I
)
# Not after an initial (“Bob S.”) or a short title: the name would stay behind.
_SENTENCE_END = re.compile(
    r"(?<=[.!?;।۔])(?<!\b\w\.)(?<!\b[MDS][rts]\.)(?<!\bMrs\.)(?<!\b(?:Tel|Ext)\.)(?<!\b(?:No|Ph)\.)\s+"
)
COVER = "•••"


def _looks_like_phone(text: str, found: re.Match[str]) -> bool:
    digits = sum(c.isdigit() for c in found.group())
    return digits >= 7 and not _GROUP_NUMBER.search(text[max(0, found.start() - 24) : found.start()])


def has_phone(text: str) -> bool:
    """Seven digits or more that are not a date, a time, a postal code or a group's number."""
    text = _NOT_PHONES.sub("x", text)
    return any(_looks_like_phone(text, m) for m in _DIGITS.finditer(text))


def is_private(text: str) -> bool:
    """Does this sentence hold a contact or a pass code?"""
    return any(p.search(text) for p in (EMAIL, _PASS, _ONE_TAP)) or has_phone(text)


def names_somebody(text: str) -> bool:
    """Somebody is to be asked or written to."""
    return bool(EMAIL.search(text) or _ASKS.search(text))


def has_code(text: str) -> bool:
    """A pass code, and nobody to ask for it: it belongs to the link, not to a person."""
    return bool(_PASS.search(text) or _ONE_TAP.search(text)) and not names_somebody(text)


def _pieces(line: str) -> list[str]:
    return [p for p in _SENTENCE_END.split(line) if p.strip()]


def _waits_for_value(piece: str) -> bool:
    """“Passcode:” at the end of a line: the code itself stands on the next one."""
    tail = piece.rstrip()
    return bool(_PASS.search(tail + ":x")) and (tail.endswith((":", "=", "-", "#")) or len(tail.split()) <= 2)


def split(text: str) -> tuple[str, list[str]]:
    """The public part of a text, and the sentences that are private."""
    lines = [_pieces(line) for line in text.split("\n")]
    flat = [(i, piece) for i, pieces in enumerate(lines) for piece in pieces]
    hidden = _hidden([piece for _, piece in flat])
    if not hidden:
        return text, []
    kept: dict[int, list[str]] = {}
    for n, (i, piece) in enumerate(flat):
        if n not in hidden:
            kept.setdefault(i, []).append(piece)
    public = "\n".join(" ".join(kept[i]) for i in sorted(kept))
    return public.strip(), [flat[n][1].strip() for n in sorted(hidden)]


def _hidden(pieces: list[str]) -> set[int]:
    """Numbers of the private sentences; who is to be asked mostly stands one sentence earlier."""
    hidden: set[int] = set()
    for n, piece in enumerate(pieces):
        after_label = n > 0 and _waits_for_value(pieces[n - 1])
        if not (after_label or is_private(piece)):
            continue
        hidden.add(n)
        if n > 0 and _ASKS.search(pieces[n - 1]) and len(pieces[n - 1]) < 80:
            hidden.add(n - 1)
    return hidden


def split_name(text: str) -> tuple[str, list[str]]:
    """The same for a name or an address: only the contact itself is taken out."""
    found = [m.group().strip() for pattern in (EMAIL, _PLAIN_PHONE) for m in pattern.finditer(text)]
    public = _PLAIN_PHONE.sub(" ", EMAIL.sub(" ", text))
    code = _PASS_IN_NAME.search(public)
    if not found and not code:
        return text, []
    if code:
        found.append(public[code.start() :].strip())
        public = public[: code.start()]
    return " ".join(public.split()).strip(" ,;:-–("), found


def cover(text: str) -> str:
    """For reports: the same text with e-mail addresses, phones and pass codes covered."""
    if not text:
        return text
    text = EMAIL.sub(COVER, text)
    text = _PLAIN_PHONE.sub(COVER, text)
    code = _PASS_IN_NAME.search(text)
    return f"{text[: code.end()].rstrip()} {COVER}" if code else text
