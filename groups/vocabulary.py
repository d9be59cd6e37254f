"""The vocabulary every install begins with; services/vocabulary.py writes it to the database.

Names are English here and in the database, and translated where they are shown. Codes belong to a
programme (M2): the same letter means different things in two fellowships. Names of fellowships and
of their texts are used to say what a meeting is; their texts themselves are not ours to carry.
"""

import json
from functools import cache
from importlib import resources

from django.utils.text import slugify
from django.utils.translation import gettext_noop as _

from groups.models.vocabulary import MeetingType, Pathway

FORMAT, FEATURE, COMMUNITY, OPENNESS, LANGUAGE = (
    MeetingType.Kind.FORMAT,
    MeetingType.Kind.FEATURE,
    MeetingType.Kind.COMMUNITY,
    MeetingType.Kind.TYPE,
    MeetingType.Kind.LANGUAGE,
)
Guide, Counting = Pathway.Guide, Pathway.Counting

PROGRAMMES = {
    "aa": _("Alcoholics Anonymous"),
    "na": _("Narcotics Anonymous"),
    "al-anon": _("Al-Anon"),
    "nar-anon": _("Nar-Anon"),
    "ca": _("Cocaine Anonymous"),
    "oa": _("Overeaters Anonymous"),
    "eda": _("Eating Disorders Anonymous"),
    "aca": _("Adult Children of Alcoholics"),
    "smart": _("SMART Recovery"),
    "recovery-dharma": _("Recovery Dharma"),
    "lifering": _("LifeRing"),
    "own": _("A centre’s own meetings"),
}

# code: name, word for a guiding partner, word for time.
PATHWAYS = {
    "any": (_("No set path"), Guide.MENTOR, Counting.RECOVERY_TIME),
    "twelve-step": (_("12 steps"), Guide.SPONSOR, Counting.CLEAN_TIME),
    "tools": (_("Tools and skills"), Guide.FACILITATOR, Counting.NONE),
    "secular": (_("Without religion"), Guide.MENTOR, Counting.RECOVERY_TIME),
    "spiritual": (_("Faith and spirit"), Guide.MENTOR, Counting.RECOVERY_TIME),
    "meditation": (_("Meditation"), Guide.PRACTICE_PARTNER, Counting.RECOVERY_TIME),
    "medicine": (_("With medicine"), Guide.MENTOR, Counting.RECOVERY_TIME),
    "therapy": (_("Led by a counselor"), Guide.FACILITATOR, Counting.NONE),
    "family": (_("Family and friends"), Guide.MENTOR, Counting.NONE),
}

# BCP 47 tag: name in its own script, code in the Meeting Guide format. Near languages first.
LANGUAGES: dict[str, tuple[str, str | None]] = {
    "en": ("English", "EN"),
    "bn": ("বাংলা", None),
    "hi": ("हिन्दी", "HI"),
    "ur": ("اردو", None),
    "pa": ("ਪੰਜਾਬੀ", "PUN"),
    "pa-Arab": ("پنجابی", None),
    "ps": ("پښتو", None),
    "sd": ("سنڌي", None),
    "bal": ("بلوچی", None),
    "ne": ("नेपाली", "NE"),
    "si": ("සිංහල", None),
    "ta": ("தமிழ்", None),
    "te": ("తెలుగు", None),
    "ml": ("മലയാളം", "ML"),
    "kn": ("ಕನ್ನಡ", None),
    "mr": ("मराठी", None),
    "gu": ("ગુજરાતી", None),
    "as": ("অসমীয়া", None),
    "or": ("ଓଡ଼ିଆ", None),
    "fa": ("فارسی", "FA"),
    "ar": ("العربية", "AR"),
    "am": ("አማርኛ", "AM"),
    "af": ("Afrikaans", "AF"),
    "bg": ("Български", "BG"),
    "da": ("Dansk", "DA"),
    "de": ("Deutsch", "DE"),
    "el": ("Ελληνικά", "EL"),
    "es": ("Español", "S"),
    "fi": ("Suomi", "FI"),
    "fr": ("Français", "FR"),
    "he": ("עברית", "HE"),
    "hr": ("Hrvatski", "HR"),
    "hu": ("Magyar", "HU"),
    "is": ("Íslenska", "IS"),
    "it": ("Italiano", "ITA"),
    "ja": ("日本語", "JA"),
    "ka": ("ქართული", "KA"),
    "ko": ("한국어", "KOR"),
    "lt": ("Lietuvių", "LT"),
    "mt": ("Malti", "MT"),
    "nl": ("Nederlands", "NL"),
    "nb": ("Norsk bokmål", "NO"),
    "pl": ("Polski", "POL"),
    "pt": ("Português", "POR"),
    "ru": ("Русский", "RUS"),
    "sk": ("Slovenčina", "SK"),
    "sl": ("Slovenščina", "SL"),
    "sv": ("Svenska", "SV"),
    "th": ("ไทย", "TH"),
    "tl": ("Tagalog", "TL"),
    "tr": ("Türkçe", "TUR"),
    "uk": ("Українська", "UK"),
    "ase": ("American Sign Language", "ASL"),
}

# Formats of Narcotics Anonymous by their BMLT world id, the only code that is the same on every server.
NA_TYPES = {
    "OPEN": (_("Open"), OPENNESS),
    "CLOSED": (_("Closed"), OPENNESS),
    "BEG": (_("Newcomer"), COMMUNITY),
    "BT": (_("Basic Text"), FORMAT),
    "CAN": (_("Candlelight"), FEATURE),
    "CPT": (_("Concepts"), FORMAT),
    "CW": (_("Child-Friendly"), FEATURE),
    "DISC": (_("Discussion"), FORMAT),
    "GL": (_("LGBTQ"), COMMUNITY),
    "IP": (_("Informational Pamphlet"), FORMAT),
    "IW": (_("It Works: How and Why"), FORMAT),
    "JFT": (_("Just for Today"), FORMAT),
    "LC": (_("Living Clean"), FORMAT),
    "LIT": (_("Literature"), FORMAT),
    "M": (_("Men"), COMMUNITY),
    "MED": (_("Meditation"), FORMAT),
    "QA": (_("Questions and answers"), FORMAT),
    "RA": (_("Restricted attendance"), FEATURE),
    "SPK": (_("Speaker"), FORMAT),
    "STEP": (_("Step Study"), FORMAT),
    "SWG": (_("Step Working Guide"), FORMAT),
    "TOP": (_("Topic"), FORMAT),
    "TRAD": (_("Tradition Study"), FORMAT),
    "VAR": (_("Changing format"), FORMAT),
    "W": (_("Women"), COMMUNITY),
    "WCHR": (_("Wheelchair Access"), FEATURE),
    "Y": (_("Young People"), COMMUNITY),
}

# For programmes that have no list of codes of their own, a centre's own among them.
PLAIN_TYPES = {
    "discussion": (_("Discussion"), FORMAT),
    "speaker": (_("Speaker"), FORMAT),
    "check-in": (_("How was your week?"), FORMAT),
    "tools": (_("Tools workshop"), FORMAT),
    "meditation": (_("Meditation"), FORMAT),
    "literature": (_("Literature"), FORMAT),
    "newcomer": (_("Newcomer"), COMMUNITY),
    "quiet": (_("Listening only is fine"), FEATURE),
}
PLAIN_PROGRAMMES = ("smart", "recovery-dharma", "lifering", "own")

# The names of data/meeting_guide_types.json, for the translators. Languages are left out: they are
# shown in their own script.
MEETING_GUIDE_NAMES = (
    _("11th Step Meditation"), _("12 Steps & 12 Traditions"), _("Secular"), _("As Bill Sees It"),
    _("Concurrent with Alateen"), _("Concurrent with Al-Anon"), _("Big Book"), _("Babysitting Available"),
    _("Newcomer"), _("Bisexual"), _("Breakfast"), _("Closed"), _("Candlelight"), _("Child-Friendly"),
    _("Discussion"), _("Digital Basket"), _("Dual Diagnosis"), _("Daily Reflections"), _("Fragrance Free"),
    _("Gay"), _("Grapevine"), _("Birthday"), _("Lesbian"), _("LGBTQ"), _("Literature"), _("Living Sober"),
    _("Men"), _("Meditation"), _("Native American"), _("Non-Binary"), _("Indigenous"), _("Open"),
    _("Outdoor"), _("Professionals"), _("Proof of Attendance"), _("People of Color"), _("Seniors"),
    _("Smoking Permitted"), _("Speaker"), _("Step Study"), _("Transgender"),
    _("Location Temporarily Closed"), _("Tradition Study"), _("Women"), _("Wheelchair Access"),
    _("Wheelchair-Accessible Bathroom"), _("Cross Talk Permitted"), _("Young People"),
)  # fmt: skip


@cache
def meeting_guide_types() -> dict[str, dict[str, str]]:
    """Code: name and kind, as the Meeting Guide specification has them (NOTICE beside the file)."""
    text = resources.files("groups.data").joinpath("meeting_guide_types.json").read_text(encoding="utf-8")
    return json.loads(text)["types"]


def types() -> list[dict[str, str | None]]:
    """Every type of every programme, as fields of MeetingType with the programme's code."""
    guide = [
        _type("aa", code, row["name"], row["kind"], mg_code=code)
        for code, row in meeting_guide_types().items()
    ]
    na = [_type("na", code, name, kind, bmlt_world_id=code) for code, (name, kind) in NA_TYPES.items()]
    plain = [
        _type(programme, code, name, kind)
        for programme in PLAIN_PROGRAMMES
        for code, (name, kind) in PLAIN_TYPES.items()
    ]
    return guide + na + plain


def _type(programme: str, code: str, name: str, kind: str, **codes: str) -> dict[str, str | None]:
    plain: dict[str, str | None] = {"mg_code": None, "bmlt_world_id": None}
    fields = {"programme": programme, "code": code, "name": name, "kind": str(kind), "slug": slugify(name)}
    return plain | fields | codes
