"""Public names and private sign-in names: suggestions, cleaning, and what to warn about. Pure functions."""

import re
import unicodedata
from random import Random, SystemRandom

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.words import FIRST, PEOPLE, SECOND
from recovery_network.common.text import one_line, western_digits

PUBLIC_NAME_LENGTH = 40
SIGN_IN_BASE_LENGTH = 24
MANY_DIGITS = 6
NEEDS_A_KEY = _("Choose a password or a passkey.")
# Shown to the person in their list of passkeys, until they rename it.
PASSKEY_NAME = "1"
_ADDRESS = re.compile(r"@|://|www\.|\.(com|net|org|in|pk|bd)\b", re.IGNORECASE)
_CHANCE = SystemRandom()


def suggestions(language: str, count: int = 3, chance: Random = _CHANCE) -> list[str]:
    """Names of two neutral words in the language, none sharing a word with another."""
    first = FIRST.get(language, FIRST["en"])
    second = SECOND.get(language, SECOND["en"])
    pairs = zip(chance.sample(first, count), chance.sample(second, count), strict=True)
    return [" ".join(pair) for pair in pairs]


def clean_public_name(text: str) -> str:
    return one_line(text)


def fault_in(name: str) -> str | Promise | None:
    """Why this cannot be a public name, in words for the person; None when it can."""
    if len(name) < 2:
        return _("Write a name with at least two letters.")
    if len(name) > PUBLIC_NAME_LENGTH:
        return _("Write a shorter name: at most 40 letters.")
    if sum(c.isdigit() for c in name) >= MANY_DIGITS or _ADDRESS.search(name):
        return _("This looks like a phone number or an address. Choose a name without it.")
    if not all(_is_name_character(c) for c in name):
        return _("Use letters, numbers and spaces only.")
    return None


def looks_like_a_real_name(name: str) -> bool:
    """Two or more words, one of them a common given or family name: worth a question, never a refusal."""
    words = [word.strip(".'’-").lower() for word in name.split()]
    return len(words) > 1 and any(word in PEOPLE for word in words)


def _is_name_character(character: str) -> bool:
    return unicodedata.category(character)[0] in "LMN" or character in " -'’.\u200c\u200d"


def sign_in_key(text: str) -> str:
    """A sign-in name as it is stored, however it was typed: width, case, digits and blanks do not matter."""
    plain = _plain(western_digits(text))
    return re.sub(r"[\s\-_]+", "-", plain.strip()).strip("-")


def _plain(text: str) -> str:
    """One form of all that look the same; composed once more, for small letters may compose anew."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).lower())


def sign_in_base(text: str) -> str:
    """The part of a sign-in name a person chooses: letters and digits only."""
    key = "".join(c for c in sign_in_key(text) if unicodedata.category(c)[0] in "LMN")
    # A letter and a mark that a sign kept apart are one letter now, as they are when it is typed.
    return _plain(key)[:SIGN_IN_BASE_LENGTH]


def complete_sign_in_name(base: str, chance: Random = _CHANCE, digits: int = 5) -> str:
    """`heron` becomes `heron-48213`. The digits are why no answer ever has to say "taken"."""
    return f"{sign_in_base(base) or 'name'}-{chance.randrange(10 ** (digits - 1), 10**digits)}"
