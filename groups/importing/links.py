"""Addresses of web pages and video meetings, and dial-in numbers; their pass codes are cut off."""

import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from groups.importing.limits import MAX_URL

# A host is one of these or ends with a dot and one of these: evilzoom.us is not zoom.us.
MEETING_HOSTS = (
    *("zoom.us", "zoom.com", "zoomgov.com", "meet.google.com", "teams.microsoft.com"),
    *("teams.live.com", "webex.com", "gotomeeting.com", "gotomeet.me", "goto.com"),
    *(
        "skype.com",
        "freeconference.com",
        "freeconferencecall.com",
        "join.freeconferencecall.com",
        "bluejeans.com",
    ),
    *("meet.jit.si", "jitsi.org", "8x8.vc", "bigbluebutton.org", "whereby.com"),
    *("discord.gg", "discord.com", "uberconference.com", "dialpad.com", "meetings.dialpad.com"),
    *("vsee.com", "zoho.com", "zoho.in", "airmeet.com", "facetime.apple.com"),
    *("call.whatsapp.com", "turbobridge.com"),
)
_SECRET_KEY = re.compile(r"pw|pass|code|key|tok|secret|auth|sig|^tk$|^p$|uname|email", re.I)
_SECRET_TAIL = re.compile(r"[&;,]?(?:pwd|passcode|password|pw)=.*$", re.I | re.S)
_HOST = re.compile(
    r"(?=.{4,253}$)(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+(?:[^\W\d_]{2,63}|xn--[a-z0-9-]{1,59})", re.I
)
_NUMBER = re.compile(r"[\s(]{0,4}(\+?[\d][\d\s().-]{5,24})")


@dataclass(frozen=True, slots=True)
class Link:
    """A link fit to be public; `secret` is the whole link when a pass code was cut off."""

    url: str
    secret: str = ""
    repaired: bool = False


def read_link(text: str) -> Link | None:
    """An http or https address with a real host name, or None. A missing scheme is added."""
    text = "".join(text.split())
    if not text or len(text) > MAX_URL * 2:
        return None
    repaired = not re.match(r"https?://", text, re.I)
    if repaired and (re.match(r"[a-z][a-z0-9+.-]*:(?!\d+(?:/|$))", text, re.I) or text.startswith("/")):
        return None
    return _checked(f"https://{text}" if repaired else text, repaired)


def _checked(text: str, repaired: bool) -> Link | None:
    try:
        parts = urlsplit(text)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return None
    if not _HOST.fullmatch(host) or "\\" in text or any(ord(c) < 33 for c in text):
        return None
    netloc = host if port is None else f"{host}:{port}"
    path, query = _SECRET_TAIL.sub("", parts.path), _open_query(parts.query)
    url = urlunsplit((parts.scheme.lower(), netloc, path, query, ""))
    is_cut = parts.username is not None or path != parts.path or query != parts.query
    return Link(url, text if is_cut else "", repaired) if len(url) <= MAX_URL else None


def _open_query(query: str) -> str:
    """The query without its pass codes; untouched when there is none."""
    pairs = parse_qsl(query, keep_blank_values=True, separator="&")
    kept = [(k, v) for k, v in pairs if not _SECRET_KEY.search(k) and not _SECRET_TAIL.search(v)]
    return query if len(kept) == len(pairs) and pairs else urlencode(kept)


def is_meeting_host(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    return any(host == known or host.endswith("." + known) for known in MEETING_HOSTS)


@dataclass(frozen=True, slots=True)
class Phone:
    """A dial-in number; `secret` is the whole one-tap string when more stood behind the number."""

    number: str
    secret: str = ""


def read_phone(text: str, url: str = "") -> Phone | None:
    """The number to dial, with the meeting's id when the public link shows that id anyway.

    The rest of a one-tap string may be a pass code, so it is secret whatever it looks like.
    """
    found = _NUMBER.match(text.strip())
    if not found:
        return None
    number = re.sub(r"[^\d+]", "", found[1])
    digits = len(number.lstrip("+"))
    if not 8 <= digits <= 15:
        return None
    rest = text.strip()[found.end() :].strip(" )")
    meeting_id = re.match(r",+(\d{9,11})#?(?:,|$)", rest)
    if meeting_id and meeting_id[1] in url:
        number, rest = f"{number},,{meeting_id[1]}#", rest[meeting_id.end() :]
    return Phone(number, text.strip() if rest.strip("#,*0 ") or re.search(r"\d", rest) else "")
