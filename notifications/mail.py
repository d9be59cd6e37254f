"""E-mails as bytes: the letter of a kind and language is made once, then filled for each person.

Plain text only. Sender, subject and first line are neutral whatever the member chose, and the text
holds links and a time, no names: a mailbox may be open on another person's screen.
`django.core.mail` spends most of a mass sending on building each message from its parts.
"""

import hashlib
import re
import zoneinfo
from base64 import encodebytes
from dataclasses import dataclass
from datetime import UTC, datetime
from email.header import Header
from email.utils import format_datetime, formataddr, parseaddr
from functools import lru_cache
from typing import Any, NamedTuple

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import formats, translation
from django.utils.translation import pgettext

from notifications import links
from notifications.kinds import KINDS
from notifications.models import Preference
from notifications.smtp import Outgoing
from recovery_network.common import times

# A letter for a mailbox that others read: the same few words whatever it is about.
BARE = "notifications/bare"
_HOLE = re.compile("\ue000([a-z]+)\ue001")
_NAMES = ("link", "stop", "when", "place")


class Parcel(NamedTuple):
    """One claimed delivery with what is needed to write to its person."""

    id: int
    key: str
    kind: str
    path: str
    params: dict[str, Any]
    address: str
    code: str
    language: str
    time_zone: str
    safe_contact: str


@dataclass(frozen=True)
class Letter:
    """Words in one language; `parts` alternates text and the names of what fills the gaps."""

    head: str
    parts: tuple[str, ...]

    def fill(self, values: dict[str, str]) -> str:
        return "".join(values[part] if at % 2 else part for at, part in enumerate(self.parts))


@lru_cache(maxsize=512)
def letter(name: str, language: str) -> Letter:
    """Render the two templates of a letter with holes where the person's own values go."""
    holes = {hole: f"\ue000{hole}\ue001" for hole in _NAMES} | {"SITE_NAME": settings.SITE_NAME}
    with translation.override(language):
        subject = " ".join(render_to_string(f"emails/{name}.subject.txt", holes).split())
        text = render_to_string(f"emails/{name}.txt", holes).strip() + "\n"
    head = (
        f"From: {sender()}\r\n"
        f"Subject: {_header(subject)}\r\n"
        "MIME-Version: 1.0\r\n"
        "Auto-Submitted: auto-generated\r\n"
        "Content-Type: text/plain; charset=utf-8\r\n"
        "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"
    )
    return Letter(head, tuple(_HOLE.split(text)))


def _header(subject: str) -> str:
    return subject if subject.isascii() else Header(subject, "utf-8", 78, "Subject").encode(linesep="\r\n")


def sender() -> str:
    """The From header; a name in any script."""
    return formataddr(parseaddr(settings.DEFAULT_FROM_EMAIL))


def sender_address() -> str:
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1]


def message_id(key: str) -> str:
    """The same for every attempt, so that mailboxes can fold a doubled message."""
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:32]}@{_host(settings.DEFAULT_FROM_EMAIL)}>"


@lru_cache(maxsize=8)
def _host(sender: str) -> str:
    return parseaddr(sender)[1].rpartition("@")[2] or "localhost"


def build(parcels: list[Parcel], now: datetime) -> list[Outgoing]:
    """The finished messages of a batch."""
    date = format_datetime(now.astimezone(UTC))
    return [Outgoing(parcel.id, parcel.address, _message(parcel, date)) for parcel in parcels]


def _message(parcel: Parcel, date: str) -> bytes:
    shared = parcel.safe_contact == Preference.SafeContact.SHARED
    words = letter(BARE if shared else KINDS[parcel.kind].mail, parcel.language)
    stop = settings.SITE_URL + links.stop_path(parcel.code)
    text = words.fill(
        {
            "link": settings.SITE_URL + ("/notes/" if shared else parcel.path),
            "stop": stop,
            "when": _when(parcel.params.get("starts"), parcel.time_zone, parcel.language),
            "place": _place(parcel.time_zone, parcel.language),
        }
    )
    encoding, body = _encoded(text)
    head = (
        f"{words.head}To: {parcel.address}\r\nDate: {date}\r\nMessage-ID: {message_id(parcel.key)}\r\n"
        f"List-Unsubscribe: <{stop}>\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n"
    )
    return head.encode() + body


def _encoded(text: str) -> tuple[str, bytes]:
    """Seven bits always, so that no server has to change the text."""
    if text.isascii():
        return "7bit", text.replace("\n", "\r\n").encode("ascii")
    return "base64", encodebytes(text.replace("\n", "\r\n").encode()).replace(b"\n", b"\r\n")


@lru_cache(maxsize=4096)
def _when(starts: int | None, zone: str, language: str) -> str:
    """ "Mon 23 November, evening 7:30": the date itself, for nobody knows when a mail is read."""
    if starts is None:
        return ""
    with translation.override(language):
        local = datetime.fromtimestamp(starts, UTC).astimezone(zoneinfo.ZoneInfo(zone))
        values = {"day": formats.date_format(local, "D j F"), "clock": times.clock(local, zone)}
        return pgettext("a day and a time", "%(day)s, %(clock)s") % values


@lru_cache(maxsize=1024)
def _place(zone: str, language: str) -> str:
    with translation.override(language):
        return times.zone_label(zone)
