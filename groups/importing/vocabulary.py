"""Types as lists write them, by code or by label, to the codes of the Meeting Guide spec.

Codes are compared exactly first: `A` and `a` are two things in one list and a typing slip in another.
"""

import re
from collections.abc import Iterable
from typing import Any

from groups.importing.drafts import Kinds
from groups.importing.words import clean_line

MAX_WORD = 80

# Code: English labels, the spec's first; the others are what plugins and sheets call the same thing.
LABELS: dict[str, tuple[str, ...]] = {
    "11": ("11th Step Meditation", "11th Step"),
    "12x12": ("12 Steps & 12 Traditions", "12 & 12", "12 and 12", "12x12"),
    "A": ("Secular", "Atheist / Agnostic", "Agnostic"),
    "ABSI": ("As Bill Sees It",),
    "AL": ("Concurrent with Alateen", "Alateen"),
    "AL-AN": ("Concurrent with Al-Anon", "Al-Anon"),
    "B": ("Big Book", "Big Book Study"),
    "BA": ("Babysitting Available", "Babysitting", "Child Care Available", "Childcare"),
    "BE": ("Newcomer", "Newcomers", "Beginner", "Beginners", "Beginner/Newcomer"),
    "BI": ("Bisexual",),
    "BRK": ("Breakfast",),
    "C": ("Closed", "Closed Meeting"),
    "CAN": ("Candlelight",),
    "CF": ("Child-Friendly", "Child Friendly", "Children Welcome"),
    "D": ("Discussion",),
    "DB": ("Digital Basket",),
    "DD": ("Dual Diagnosis",),
    "DR": ("Daily Reflections", "Daily Reflection"),
    "FF": ("Fragrance Free",),
    "G": ("Gay",),
    "GR": ("Grapevine",),
    "H": ("Birthday", "Chips", "Birthday/Chips"),
    "L": ("Lesbian", "Lesbians"),
    "LGBTQ": ("LGBTQ", "LGBTQIA", "LGBTQIA+", "LGBTQ+", "LGBT", "Gay/Lesbian"),
    "LIT": ("Literature", "Literature Study", "Book Study"),
    "LS": ("Living Sober",),
    "M": ("Men", "Men's", "Men Only", "Mens"),
    "MED": ("Meditation",),
    "N": ("Native American",),
    "NB": ("Non-Binary",),
    "NDG": ("Indigenous",),
    "O": ("Open", "Open Meeting"),
    "OUT": ("Outdoor", "Outdoors"),
    "P": ("Professionals",),
    "POA": ("Proof of Attendance",),
    "POC": ("People of Color", "People of Colour"),
    "SEN": ("Seniors",),
    "SM": ("Smoking Permitted", "Smoking"),
    "SP": ("Speaker", "Speakers", "Speaker Meeting"),
    "ST": ("Step Study", "Step Meeting", "Step", "Steps"),
    "T": ("Transgender",),
    "TC": ("Location Temporarily Closed", "Temporary Closure", "Temporarily Closed"),
    "TR": ("Tradition Study", "Tradition", "Traditions", "Traditions Study"),
    "W": ("Women", "Women's", "Women Only", "Womens"),
    "X": ("Wheelchair Access", "Wheelchair Accessible", "Wheelchair", "Handicap Accessible"),
    "XB": ("Wheelchair-Accessible Bathroom",),
    "XT": ("Cross Talk Permitted", "Crosstalk"),
    "Y": ("Young People", "Young Peoples"),
}
# Languages are types in the spec; here they are BCP 47 tags.
LANGUAGES: dict[str, tuple[str, str]] = {
    "AF": ("af", "Afrikaans"),
    "AM": ("am", "Amharic"),
    "AR": ("ar", "Arabic"),
    "ASL": ("ase", "American Sign Language"),
    "BG": ("bg", "Bulgarian"),
    "DA": ("da", "Danish"),
    "DE": ("de", "German"),
    "EL": ("el", "Greek"),
    "EN": ("en", "English"),
    "FA": ("fa", "Persian"),
    "FI": ("fi", "Finnish"),
    "FR": ("fr", "French"),
    "HE": ("he", "Hebrew"),
    "HI": ("hi", "Hindi"),
    "HR": ("hr", "Croatian"),
    "HU": ("hu", "Hungarian"),
    "IS": ("is", "Icelandic"),
    "ITA": ("it", "Italian"),
    "JA": ("ja", "Japanese"),
    "KA": ("ka", "Georgian"),
    "KOR": ("ko", "Korean"),
    "LT": ("lt", "Lithuanian"),
    "ML": ("ml", "Malayalam"),
    "MT": ("mt", "Maltese"),
    "NE": ("ne", "Nepali"),
    "NL": ("nl", "Dutch"),
    "NO": ("nb", "Norwegian"),
    "POL": ("pl", "Polish"),
    "POR": ("pt", "Portuguese"),
    "PUN": ("pa", "Punjabi"),
    "RUS": ("ru", "Russian"),
    "S": ("es", "Spanish"),
    "SK": ("sk", "Slovak"),
    "SL": ("sl", "Slovenian"),
    "SV": ("sv", "Swedish"),
    "TH": ("th", "Thai"),
    "TL": ("tl", "Tagalog"),
    "TUR": ("tr", "Turkish"),
    "UK": ("uk", "Ukrainian"),
}
# Ours, which no list of codes has: by their names only.
_MORE_LANGUAGES = {
    "bn": "bengali|bangla|বাংলা",
    "ur": "urdu|اردو",
    "hi": "hindi|हिन्दी",
    "pa": "punjabi|ਪੰਜਾਬੀ",
    "ta": "tamil",
    "gu": "gujarati",
    "mr": "marathi",
    "es": "español|espanol|spanish speaking",
    "fa": "farsi",
    "zh": "chinese|mandarin",
    "vi": "vietnamese",
    "ase": "asl",
    "ru": "russian",
    "lt": "lithuanian/russian",
    "en": "english speaking",
    "nb": "norsk",
}
MORE_LANGUAGES = {name: tag for tag, names in _MORE_LANGUAGES.items() for name in names.split("|")}
# How people come is said by the link and the address; these words only help to tell.
ONLINE_WORDS = {"onl", "online", "online meeting", "virtual", "virtual meeting", "vm", "zoom", "web"}
HYBRID_WORDS = {"hyb", "hybrid", "hy", "hybrid meeting"}

# BMLT's format ids that are the same on every server (GetFormats `world_id`).
BMLT_WORLDS = {
    "OPEN": "O",
    "CLOSED": "C",
    "BEG": "BE",
    "M": "M",
    "W": "W",
    "WCHR": "X",
    "STEP": "ST",
    "TRAD": "TR",
    "SPK": "SP",
    "DISC": "D",
    "CAN": "CAN",
    "MED": "MED",
    "GL": "LGBTQ",
    "Y": "Y",
    "LIT": "LIT",
    "CW": "CF",
    "VM": "ONL",
    "HY": "HYB",
    "HYBR": "HYB",
    "TC": "TC",
    "LGBTQ": "LGBTQ",
}
_BY_LABEL = {label.casefold(): code for code, labels in LABELS.items() for label in labels}
_LANGUAGE_BY_LABEL = {name.casefold(): tag for tag, name in LANGUAGES.values()} | MORE_LANGUAGES
_BY_CODE_FOLDED = {code.casefold(): code for code in (*LABELS, *LANGUAGES)}
MODES = {"ONL", "HYB"}


def split_types(value: Any) -> tuple[list[str], bool]:
    """The words of a types field; True when a text had to be taken apart."""
    if isinstance(value, str):
        text = value[:2000].strip().strip("[](){}").replace('"', "").replace("'", "’")
        parts = (clean_line(part, MAX_WORD)[0] for part in re.split(r"[,;|\n]", text))
        return [part for part in parts if part], True
    if isinstance(value, list | tuple):
        words = [w for item in value[:60] for w in _one(item)]
        return words, False
    return list(_one(value)), False


def _one(item: Any) -> Iterable[str]:
    """Lists hold codes; some hold objects with a code or a name, some hold nothing."""
    if isinstance(item, dict):
        item = item.get("code") or item.get("name") or item.get("key")
    if isinstance(item, str | int) and not isinstance(item, bool):
        word = clean_line(item, MAX_WORD)[0]
        if word:
            yield word


def code_of(word: str) -> str | None:
    """The spec's code, a language's tag as "lang:xx", ONL or HYB, or None."""
    if word in LABELS:
        return word
    if word in LANGUAGES:
        return f"lang:{LANGUAGES[word][0]}"
    text = word.casefold().replace("’", "'").strip(" .")
    if text in ONLINE_WORDS:
        return "ONL"
    if text in HYBRID_WORDS:
        return "HYB"
    if text in _BY_LABEL:
        return _BY_LABEL[text]
    if text in _LANGUAGE_BY_LABEL:
        return f"lang:{_LANGUAGE_BY_LABEL[text]}"
    code = _BY_CODE_FOLDED.get(text)
    return None if code is None else code_of(code)


def sort_words(words: Iterable[str]) -> tuple[Kinds, set[str], list[str]]:
    """Kinds, the modes (ONL, HYB) among them, and the words nobody has a code for."""
    codes: dict[str, None] = {}
    languages: dict[str, None] = {}
    others: dict[str, None] = {}
    modes: set[str] = set()
    for word in words:
        code = code_of(word)
        if code is None:
            others[word] = None
        elif code in MODES:
            modes.add(code)
        elif code.startswith("lang:"):
            languages[code[5:]] = None
        else:
            codes[code] = None
    kinds = Kinds(tuple(codes), (), tuple(others), tuple(languages))
    return kinds, modes, list(others)
