"""Names of languages by BCP 47 code, in the language of the page."""

from django.conf.locale import LANG_INFO
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

# Languages people here speak that Django does not name.
MORE: dict[str, str | Promise] = {
    "sd": _("Sindhi"),
    "ps": _("Pashto"),
    "bal": _("Balochi"),
    "skr": _("Saraiki"),
    "gu": _("Gujarati"),
    "or": _("Odia"),
    "si": _("Sinhala"),
    "prs": _("Dari"),
}


def language_name(code: str) -> str:
    """Hindi for "hi"; the primary subtag decides; a code we cannot name is shown as it is."""
    short = code.split("-")[0]
    if short in MORE:
        return str(MORE[short])
    info = LANG_INFO.get(code.lower()) or LANG_INFO.get(short)
    return gettext(info["name"]) if info else code
