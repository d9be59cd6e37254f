"""Which country's numbers a person sees. One country is never shown in place of another."""

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language

from recovery_network.common.times import country_of_zone
from safeguarding.countries import OF_LANGUAGE

COOKIE = "country"
NONE = "none"


def chosen_country(request: HttpRequest, known: set[str]) -> str:
    """What the person asked for, or their centre's country, or the site's own; "" when nobody said."""
    asked = request.GET.get("country", "")
    if asked == NONE:
        return ""
    said = (asked, request.COOKIES.get(COOKIE, ""), _centre_country(request), settings.HELP_COUNTRY)
    return next((code for code in said if code in known), "")


def guessed_country(known: set[str]) -> str:
    """Only ever offered first in a choice: the zone's country, else the language's."""
    guesses = (
        country_of_zone(timezone.get_current_timezone_name()),
        OF_LANGUAGE.get((get_language() or "").split("-")[0], ""),
    )
    return next((code for code in guesses if code in known), "")


def _centre_country(request: HttpRequest) -> str:
    if not request.user.is_authenticated:
        return ""
    live = request.user.memberships.filter(left_at=None)
    return live.order_by("joined_at").values_list("centre__country", flat=True).first() or ""
