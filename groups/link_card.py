"""A talk with picture or voice elsewhere, beside the room: whose it is, and what it costs in data. Pure."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from groups.models import MeetingSeries

# Hosts of the services people use here, and the names they are known by.
SERVICES = {
    "zoom.us": "Zoom",
    "meet.google.com": "Google Meet",
    "meet.jit.si": "Jitsi Meet",
    "8x8.vc": "Jitsi Meet",
    "bigbluebutton.org": "BigBlueButton",
    "teams.microsoft.com": "Microsoft Teams",
    "whereby.com": "Whereby",
}
VIDEO = _("Video takes about 600 MB in an hour. Sound alone takes about 40 MB.")
PHONE = _("A call costs what your phone company takes. It stays in your call list.")
SEEN = _("That site can see your name and address on the network.")


@dataclass(frozen=True)
class LinkCard:
    """`url`, `phone` and `secret` are only filled for whom the caller has found seated."""

    service: str
    url: str
    phone: str
    secret: str
    warnings: tuple[str | Promise, ...]


def service_of(url: str) -> str:
    """The service's own name, or the host's: people should know whose site they open."""
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    for known, name in SERVICES.items():
        if host == known or host.endswith(f".{known}"):
            return name
    return "Jitsi Meet" if host.startswith(("jitsi.", "meet.jitsi")) else host


def card(series: MeetingSeries) -> LinkCard | None:
    """The whole card, or None where the meeting has no such talk."""
    if not series.conference_url and not series.conference_phone:
        return None
    warnings = (VIDEO, SEEN) if series.conference_url else ()
    return LinkCard(
        service=service_of(series.conference_url) if series.conference_url else "",
        url=series.conference_url,
        phone=series.conference_phone,
        secret=series.conference_secret,
        warnings=(*warnings, PHONE) if series.conference_phone else warnings,
    )
