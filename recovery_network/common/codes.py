"""Random codes for addresses, people and things typed by hand."""

import secrets
import string

BASE62 = string.digits + string.ascii_letters
CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1", "-": "", " ": ""})


def random_code() -> str:
    """22 base-62 characters, 131 random bits: rooms, people, feeds, proofs by link."""
    return "".join(secrets.choice(BASE62) for _ in range(22))


def public_code() -> str:
    """8 base-62 characters: public meeting pages, which hold nothing secret."""
    return "".join(secrets.choice(BASE62) for _ in range(8))


def typed_code() -> str:
    """12 Crockford characters, 60 bits: invites and proofs on paper; rate-limited and expiring."""
    return "".join(secrets.choice(CROCKFORD) for _ in range(12))


def read_typed_code(text: str) -> str:
    """What a person typed, as stored: upper case, O as 0, I and L as 1, no blanks or dashes."""
    return text.upper().translate(_MISREAD)
