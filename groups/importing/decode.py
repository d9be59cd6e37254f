"""Bytes to text: BOM, UTF-8, UTF-16, and the two old western encodings, told apart by how words look."""

import codecs
import re

from django.utils.translation import gettext_lazy as _

from groups.importing.errors import UnusableSourceError
from groups.importing.limits import MAX_BYTES
from groups.importing.report import Report

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_BINARY = (
    (b"%PDF", _("This is a PDF file. Ask for the list as a spreadsheet or as JSON.")),
    (b"\x1f\x8b", _("This file is compressed. Unpack it first.")),
    (b"\xd0\xcf\x11\xe0", _("This is an old Excel file (.xls). Save it as .xlsx or .csv.")),
    (b"\x89PNG", _("This is a picture, not a meeting list.")),
    (b"\xff\xd8\xff", _("This is a picture, not a meeting list.")),
)
# A capital or a stray sign in the middle of a word: the text was read with the wrong table.
_ODD = re.compile(
    r"(?<=[a-zß-ÿ])[A-ZÀ-ÞŠŽŸŒ](?=[a-zß-ÿ\s,.]|$)|[a-z][–—‘“](?=[a-z])|\w[¡-¿†-•‰‹›ˆ˜™∂∑∏π∫Ω√≈∆◊]|[\x80-\x9f]"
)


def check_size(data: bytes) -> None:
    if len(data) > MAX_BYTES:
        raise UnusableSourceError(_("The file is larger than 20 MB."))
    if not data.strip():
        raise UnusableSourceError(_("The file is empty. Nothing was changed."))


def decode(data: bytes, report: Report) -> str:
    """The text of the file; a guess is reported. Raises UnusableSourceError for what is no text at all."""
    check_size(data)
    for magic, words in _BINARY:
        if data.startswith(magic):
            raise UnusableSourceError(words)
    text = _with_bom(data) or _utf16_without_bom(data) or _utf8(data) or _guess(data, report)
    if not text.strip("\ufeff \t\r\n"):
        raise UnusableSourceError(_("The file is empty. Nothing was changed."))
    return text.lstrip("\ufeff")


def _with_bom(data: bytes) -> str | None:
    for bom, name in _BOMS:
        if data.startswith(bom):
            try:
                return data.decode(name)
            except UnicodeDecodeError:
                return data.decode(name, "replace") if name == "utf-8-sig" else _cut_off()
    return None


def _cut_off() -> str:
    raise UnusableSourceError(_("The file is cut off or damaged."))


def _utf16_without_bom(data: bytes) -> str | None:
    """ASCII in UTF-16 has a zero in every second byte."""
    head = data[:400]
    zeros = head.count(0)
    if len(head) < 4 or zeros < len(head) // 3:
        return None
    name = "utf-16-be" if head[0] == 0 else "utf-16-le"
    try:
        return data.decode(name)
    except UnicodeDecodeError:
        return _cut_off()


def _utf8(data: bytes) -> str | None:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _guess(data: bytes, report: Report) -> str:
    """Windows-1252 or Mac Roman, whichever leaves fewer odd words. Both read any byte."""
    if data.count(0) > len(data) // 50:
        raise UnusableSourceError(_("This is not a text file."))
    western, mac = data.decode("cp1252", "replace"), data.decode("mac_roman")
    is_mac = len(_ODD.findall(mac)) + mac.count("\ufffd") < len(_ODD.findall(western)) + western.count(
        "\ufffd"
    )
    name, text = ("Mac Roman", mac) if is_mac else ("Windows-1252", western)
    report.add("", "encoding", "", "guessed_text", name)
    return text
