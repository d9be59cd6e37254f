"""What a session holds for a few minutes around joining: codes to write down, a fresh check, an invite."""

import json
from collections.abc import MutableMapping
from datetime import datetime, timedelta
from typing import Any

from allauth.account.internal.flows.login import record_authentication
from django.http import HttpRequest

from accounts.models import User
from accounts.sealed import seal, unseal

CODES = "fresh_codes"
INVITE = "invite"
SHOWN_FOR = timedelta(minutes=30)
Session = MutableMapping[str, Any]


def keep_codes(session: Session, codes: list[str], *, now: datetime) -> None:
    """Sealed, because the session is a row in the database and the codes are nowhere else readable."""
    session[CODES] = {"sealed": seal(json.dumps(codes)), "until": (now + SHOWN_FOR).timestamp()}


def codes(session: Session, *, now: datetime) -> list[str]:
    kept = session.get(CODES)
    if not kept or kept["until"] < now.timestamp():
        return []
    return json.loads(unseal(kept["sealed"]))


def drop_codes(session: Session) -> None:
    session.pop(CODES, None)


def count_as_checked(request: HttpRequest, user: User) -> None:
    """Who has just chosen the password need not type it again to add an address."""
    record_authentication(request, user, method="password", reauthenticated=True)


def hold_invite(session: Session, code: str) -> None:
    session[INVITE] = code


def holds_invite(session: Session) -> bool:
    return INVITE in session
