"""The adult gate: asked before sign-up and guest entry, in a neutral way, once per browser session.

Month and year of birth are used for the answer and not kept. A "no" stays for the session, so the
question cannot be tried again with another answer.
"""

from collections.abc import MutableMapping
from datetime import date
from typing import Any

ADULT_AGE = 18
SESSION_KEY = "gate"


def is_adult(*, year: int, month: int, today: date) -> bool:
    """Eighteen for certain: in the birthday's own month of the eighteenth year we cannot know yet."""
    return (today.year - year, today.month) > (ADULT_AGE, month)


def answer(session: MutableMapping[str, Any], *, adult: bool) -> bool:
    """Keep the first answer; return what stands."""
    return session.setdefault(SESSION_KEY, "open" if adult else "closed") == "open"


def is_open(session: MutableMapping[str, Any]) -> bool:
    return session.get(SESSION_KEY) == "open"


def is_closed(session: MutableMapping[str, Any]) -> bool:
    return session.get(SESSION_KEY) == "closed"
