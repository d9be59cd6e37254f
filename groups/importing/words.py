"""Foreign text to plain text: no markup, no invisible characters, bounded; line breaks stay."""

import html
import math
import re
import unicodedata
from html.parser import HTMLParser
from typing import Any

_MARKUP = re.compile(r"<[a-zA-Z/!?][^<]{0,2000}>|<(?:script|style)\b", re.I)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,30});", re.I)
# Direction marks and invisible signs can make a name look like another; the joiners of Bengali,
# Urdu and Persian (200C, 200D) are letters' business and stay.
_HIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]"
)
# Nothing to do, as for most fields of most lists: visible ASCII without markup, single blanks, one line.
_PLAIN = re.compile(r"[!-%'-;=?-~]+(?: [!-%'-;=?-~]+)*")
_PILED_MARKS = re.compile("([\u0300-\u036f]{2})[\u0300-\u036f]+")
_BLANKS = re.compile(r"[^\S\n]+")
_BREAKS = re.compile(r"\n{3,}")
_BLOCKS = {"br", "p", "div", "li", "ul", "ol", "tr", "table", "h1", "h2", "h3", "h4", "hr"}
_SILENT = {"script", "style", "head", "template", "svg"}


class _Text(HTMLParser):
    """Collects what a reader would see."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent += tag in _SILENT
        if tag in _BLOCKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in _SILENT and self.silent > 0
        if tag in _BLOCKS - {"br"}:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.parts.append(data)


def raw_text(value: Any) -> str:
    """Text of a cell of any type; lists are joined, objects and NaN are nothing."""
    if value is None or isinstance(value, bool | dict):
        return ""
    if isinstance(value, float):
        return "" if not math.isfinite(value) else f"{value:.10g}"
    if isinstance(value, list | tuple):
        return ", ".join(filter(None, (raw_text(v) for v in value[:50] if not isinstance(v, list | tuple))))
    try:
        return str(value)
    except ValueError:  # an int with thousands of digits
        return ""


def strip_markup(text: str) -> str:
    """Tags out, entities read; twice, because some lists escape what was escaped."""
    for _round in range(2):
        if not _MARKUP.search(text) and not _ENTITY.search(text):
            break
        if _MARKUP.search(text):
            parser = _Text()
            parser.feed(text)
            parser.close()
            text = "".join(parser.parts)
        else:
            text = html.unescape(text)
    return text if not _MARKUP.search(text) else _MARKUP.sub("", text)


def clean(value: Any, limit: int) -> tuple[str, list[str]]:
    """Plain text of at most `limit` characters, and the actions it took (see report.ACTIONS)."""
    if isinstance(value, str) and len(value) <= limit and _PLAIN.fullmatch(value):
        return value, []
    text = raw_text(value)[: limit * 20]
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    plain = strip_markup(text)
    actions = ["markup_removed"] if plain != text else []
    shown = _PILED_MARKS.sub(r"\1", _HIDDEN.sub("", plain))
    if shown != plain:
        actions.append("hidden_removed")
    shown = unicodedata.normalize("NFC", _BLANKS.sub(" ", shown))
    shown = _BREAKS.sub("\n\n", "\n".join(line.strip() for line in shown.split("\n"))).strip()
    if len(shown) > limit:
        shown = shown[:limit].rstrip()
        actions.append("cut")
    return shown, actions


def clean_line(value: Any, limit: int) -> tuple[str, list[str]]:
    """The same on one line: names and places."""
    text, actions = clean(value, limit)
    return " ".join(text.split()), actions
