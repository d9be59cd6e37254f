"""Tags every template may use without loading: drawings, times, places of the site, languages, rules."""

from datetime import date, datetime
from typing import Any

from django import template
from django.conf import settings
from django.template import Context
from django.templatetags.static import static
from django.urls import reverse, translate_url
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext_lazy as _

from recovery_network.common import avatars, permissions, times

register = template.Library()

VISITOR_PLACES = (
    ("meetings", "finder", "cal", _("Meetings")),
    ("family", "family", "users", _("For family")),
    ("help", "help", "life", _("Help now")),
    ("me", "account_login", "user", _("Sign in")),
)
MEMBER_PLACES = (
    ("today", "today", "home", _("Today")),
    ("meetings", "finder", "cal", _("Meetings")),
    ("notes", "notes", "bell", _("Notes")),
    ("me", "me", "user", _("Me")),
)


@register.simple_tag
def icon(name: str, extra: str = "") -> SafeString:
    """A drawing of the one external sprite; decoration only, the word stands beside it."""
    return format_html(
        '<svg class="i{}" aria-hidden="true" focusable="false"><use href="{}#i-{}"></use></svg>',
        f" {extra}" if extra else "",
        static("img/icons.svg"),
        name,
    )


@register.filter
def in_my_language(path: str) -> str:
    """`{{ room.back_path|in_my_language }}`: a stored path, in the language of this page."""
    return translate_url(path, get_language() or settings.LANGUAGE_CODE)


@register.simple_tag
def avatar(code: str, extra: str = "") -> SafeString:
    """The shape of a code. `extra` is a class such as "avatar--l"."""
    drawing, colour = avatars.shape(code)
    classes = f"avatar av-{colour} {extra}".strip()
    return format_html('<span class="{}" aria-hidden="true">{}</span>', classes, icon(drawing))


def _time(moment: datetime, said: str, zone: str | None) -> SafeString:
    local = times.in_zone(moment, zone)
    stamp = local.isoformat(timespec="minutes")
    return format_html('<time datetime="{}"><bdi>{}</bdi></time>', stamp, said)


@register.simple_tag
def clock(moment: datetime, zone: str | None = None) -> SafeString:
    """`{% clock o.starts_at %}`: "evening 7:30", in the page's zone or the one named."""
    return _time(moment, times.clock(moment, zone), zone)


@register.simple_tag
def clock_range(start: datetime, end: datetime, zone: str | None = None) -> SafeString:
    """`{% clock_range o.starts_at o.ends_at %}`: "evening 7:30 to 8:30"."""
    return _time(start, times.clock_range(start, end, zone), zone)


@register.simple_tag
def bare_clock(moment: datetime, zone: str | None = None) -> SafeString:
    """Only "7:30", where the word stands elsewhere."""
    return _time(moment, times.bare_clock(times.in_zone(moment, zone)), zone)


@register.simple_tag
def part_of_day(moment: datetime, zone: str | None = None) -> str:
    """The word alone, to stand under the bare clock in a narrow column."""
    words = {
        "night": _("night"),
        "morning": _("morning"),
        "afternoon": _("afternoon"),
        "evening": _("evening"),
    }
    return str(words[times.part_of_day(times.in_zone(moment, zone).hour)])


@register.simple_tag
def when(moment: datetime, zone: str | None = None, now: datetime | None = None) -> SafeString:
    """ "Tomorrow, evening 7:30"."""
    return _time(moment, times.when(moment, now or timezone.now(), zone), zone)


@register.simple_tag
def when_range(start: datetime, end: datetime, zone: str | None = None) -> SafeString:
    """ "Tomorrow, evening 7:30 to 8:30"."""
    return _time(start, times.when_range(start, end, timezone.now(), zone), zone)


@register.simple_tag
def day(moment: datetime | date, zone: str | None = None, now: datetime | None = None) -> SafeString:
    """ "Today", "Tomorrow" or "Mon 23 November"; for a moment or a plain date."""
    local = times.in_zone(moment, zone).date() if isinstance(moment, datetime) else moment
    said = times.day(local, times.in_zone(now or timezone.now(), zone).date())
    return format_html('<time datetime="{}"><bdi>{}</bdi></time>', local.isoformat(), said)


@register.simple_tag
def zone_name(zone: str | None = None) -> str:
    """The place a time is for: "Bangladesh", "Lisbon, Europe"."""
    return times.zone_label(zone or timezone.get_current_timezone_name())


@register.simple_tag
def zone_id() -> str:
    """The IANA name of the page's zone, for scripts that draw times of their own."""
    return timezone.get_current_timezone_name()


@register.simple_tag
def phone(number: str, shown: str = "") -> SafeString:
    """A number to call, written left to right in every language."""
    return format_html('<a href="tel:{}"><bdi dir="ltr">{}</bdi></a>', number, shown or number)


def _place(key: str, url_name: str, drawing: str, label: Any, current: str) -> dict[str, object]:
    return {"key": key, "url": reverse(url_name), "icon": drawing, "label": label, "current": key == current}


@register.simple_tag(takes_context=True)
def places(context: Context) -> list[dict[str, object]]:
    """The four main places of the site for this person; `nav` in the context marks the current one."""
    user = context.get("user")
    rows = MEMBER_PLACES if user is not None and user.is_authenticated else VISITOR_PLACES
    current = str(context.get("nav") or "")
    return [_place(*row, current) for row in rows]


@register.simple_tag(takes_context=True)
def languages(context: Context) -> list[dict[str, object]]:
    """Every language in its own words; `url` is this same page in it, empty where a form must ask."""
    request = context.get("request")
    path = request.get_full_path() if request else "/"
    other = {code: translate_url(path, code) for code, _name in settings.LANGUAGES}
    in_path = len(set(other.values())) > 1
    return [
        {
            "code": code,
            "name": get_language_info(code)["name_local"],
            "bidi": get_language_info(code)["bidi"],
            "url": other[code] if in_path else "",
            "current": code == get_language(),
        }
        for code, _name in settings.LANGUAGES
    ]


@register.simple_tag(takes_context=True)
def can(context: Context, name: str, obj: Any = None) -> bool:
    """`{% can "groups.edit_group" group as allowed %}`: the same rule the service asks."""
    return permissions.can(context["request"].user, name, obj)
