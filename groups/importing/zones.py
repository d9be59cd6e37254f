"""Time zones as lists name them: IANA names, carelessly typed, and a few nicknames."""

from functools import lru_cache
from typing import Any
from zoneinfo import available_timezones

# Nicknames that mean one place only. “IST” and “BST” mean several and are not here. “EST” is an IANA
# name without summer time, which no meeting list means.
ALIASES = {
    "eastern": "America/New_York",
    "eastern time": "America/New_York",
    "eastern standard time": "America/New_York",
    "est": "America/New_York",
    "edt": "America/New_York",
    "et": "America/New_York",
    "est5edt": "America/New_York",
    "central": "America/Chicago",
    "central time": "America/Chicago",
    "central standard time": "America/Chicago",
    "ct": "America/Chicago",
    "cdt": "America/Chicago",
    "cst6cdt": "America/Chicago",
    "mountain": "America/Denver",
    "mountain time": "America/Denver",
    "mountain standard time": "America/Denver",
    "mdt": "America/Denver",
    "mst7mdt": "America/Denver",
    "pacific": "America/Los_Angeles",
    "pacific time": "America/Los_Angeles",
    "pacific standard time": "America/Los_Angeles",
    "pt": "America/Los_Angeles",
    "pst": "America/Los_Angeles",
    "pdt": "America/Los_Angeles",
    "pst8pdt": "America/Los_Angeles",
    "arizona": "America/Phoenix",
    "hawaii": "Pacific/Honolulu",
    "alaska": "America/Anchorage",
    "india": "Asia/Kolkata",
    "india standard time": "Asia/Kolkata",
    "asia/calcutta": "Asia/Kolkata",
    "bangladesh": "Asia/Dhaka",
    "bangladesh standard time": "Asia/Dhaka",
    "pakistan": "Asia/Karachi",
    "pakistan standard time": "Asia/Karachi",
    "pkt": "Asia/Karachi",
    "nepal": "Asia/Kathmandu",
    "uk": "Europe/London",
    "gmt standard time": "Europe/London",
    "utc": "UTC",
    "z": "UTC",
}


@lru_cache(maxsize=1)
def zone_names() -> dict[str, str]:
    """IANA names by their lower-case form; only names of places, and UTC."""
    return {z.casefold(): z for z in available_timezones() if "/" in z or z == "UTC"} | ALIASES


def read_zone(value: Any) -> str | None:
    """The IANA name that is meant, or None."""
    if not isinstance(value, str):
        return None
    text = " ".join(value[:80].split()).casefold()
    names = zone_names()
    return names.get(text) or names.get(text.replace(" ", "_"))
