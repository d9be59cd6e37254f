"""Addresses and coordinates as lists write them: no country's form is taken for granted."""

import math
import re
from typing import Any

# The names that end addresses in the lists of the field, in small letters.
_NAMES = {
    "US": "usa|us|u.s.a|u.s.a.|u.s.|united states|united states of america",
    "CA": "canada",
    "MX": "mexico|méxico",
    "GB": "uk|united kingdom|england|scotland|wales|great britain",
    "IE": "ireland",
    "BD": "bangladesh|বাংলাদেশ",
    "IN": "india|भारत",
    "PK": "pakistan|پاکستان",
    "NP": "nepal",
    "LK": "sri lanka",
    "BT": "bhutan",
    "AF": "afghanistan",
    "IR": "iran",
    "AU": "australia",
    "NZ": "new zealand",
    "ZA": "south africa",
    "KE": "kenya",
    "NG": "nigeria",
    "DE": "germany|deutschland",
    "FR": "france",
    "ES": "spain|españa",
    "IT": "italy|italia",
    "PT": "portugal",
    "NL": "netherlands",
    "BE": "belgium",
    "CH": "switzerland",
    "AT": "austria",
    "SE": "sweden",
    "NO": "norway",
    "DK": "denmark",
    "FI": "finland",
    "PL": "poland",
    "SK": "slovakia",
    "JP": "japan",
    "TH": "thailand",
    "MY": "malaysia",
    "SG": "singapore",
    "PH": "philippines",
    "ID": "indonesia",
    "CN": "china",
    "HK": "hong kong",
    "KR": "korea|south korea",
    "BR": "brazil|brasil",
    "AR": "argentina",
    "CL": "chile",
    "CO": "colombia",
    "IL": "israel",
    "AE": "united arab emirates|uae",
    "TR": "turkey|türkiye",
    "UA": "ukraine",
    "PR": "puerto rico",
}
COUNTRIES = {name: code for code, names in _NAMES.items() for name in names.split("|")}
_STATE_AND_CODE = re.compile(r"[A-Z]{2}(?: [\d-]{4,10}| [A-Z]\d[A-Z] ?\d[A-Z]\d)?|[\d -]{4,10}")
_POSTAL = re.compile(r"\s*[-–]?\s*\b\d{4,6}(?:-\d{4})?$")


def country_code(name: str) -> str:
    """The ISO code, or nothing for a name we do not know."""
    text = name.strip(" .").casefold()
    return COUNTRIES.get(text) or (text.upper() if text.upper() in _NAMES else "")


def parts_of(address: str) -> list[str]:
    return [part for part in (p.strip() for p in re.split(r"[,\n]", address)) if part]


def country_and_city(address: str, limit: int = 120) -> tuple[str, str]:
    """Read from the end: country, state and postal code, then the town."""
    parts = parts_of(address)
    country = country_code(parts[-1]) if parts else ""
    if country and (len(parts) > 1 or len(parts[-1]) > 2):
        parts.pop()
    while len(parts) > 1 and _STATE_AND_CODE.fullmatch(parts[-1]):
        parts.pop()
    city = _POSTAL.sub("", parts[-1])[:limit] if parts else ""
    return country, city if len(parts) > 1 or not _has_number(city) else ""


def _has_number(text: str) -> bool:
    return any(c.isdigit() for c in text)


def is_exact(address: str) -> bool:
    """Does it lead to a door? A number before the first comma, or four parts and more."""
    parts = parts_of(address)
    return bool(parts) and (_has_number(parts[0]) or len(parts) >= 4)


def read_number(value: Any) -> float | None:
    """A finite number from a number or a text, decimal comma allowed."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    text = str(value).strip()[:40] if isinstance(value, float | str) or abs(value) < 1000 else ""
    if text.count(",") == 1 and "." not in text:
        text = text.replace(",", ".")
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def read_coordinates(latitude: Any, longitude: Any) -> tuple[tuple[float, float] | None, str]:
    """Both or none, and the action of the report when something was there and is not used."""
    if latitude in (None, "") and longitude in (None, ""):
        return None, ""
    lat, long = read_number(latitude), read_number(longitude)
    if lat is None or long is None or not (-90 <= lat <= 90 and -180 <= long <= 180):
        return None, "left_out"
    if lat == 0 or long == 0:
        return None, "zero_place"
    return (round(lat, 6), round(long, 6)), ""
