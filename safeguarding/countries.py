"""Names of the countries the directory speaks of, nearest first."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

NAMES: dict[str, str | Promise] = {
    "BD": _("Bangladesh"),
    "IN": _("India"),
    "PK": _("Pakistan"),
    "NP": _("Nepal"),
    "LK": _("Sri Lanka"),
    "GB": _("United Kingdom"),
    "US": _("United States"),
    "CA": _("Canada"),
    "AU": _("Australia"),
}
_ORDER = {code: place for place, code in enumerate(NAMES)}
# Where a language is spoken by most, as a first guess that a person can change.
OF_LANGUAGE = {"bn": "BD", "hi": "IN", "pa": "IN", "ur": "PK", "ne": "NP", "si": "LK"}


def country_name(code: str) -> str:
    return str(NAMES.get(code, code))


def nearest_first(codes: set[str]) -> list[str]:
    return sorted(codes, key=lambda code: (_ORDER.get(code, len(_ORDER)), code))
