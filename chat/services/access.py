"""Does the session behind an open socket still stand?"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model

from accounts.services import sessions
from chat.member import Pass


def ended_passes(held: Iterable[Pass], now: datetime) -> set[Pass]:
    """Those whose session is over, or whose person may not come in any more. No actor: the hub asks."""
    passes = set(held)
    people = {person.pk: person for person in _people(passes, now)}
    standing = sessions.live_keys((one.session_key for one in passes), now)
    return {one for one in passes if not _stands(one, people.get(one.user_id), standing)}


def _stands(one: Pass, person: Any, standing: set[str]) -> bool:
    if person is None or one.session_key not in standing:
        return False
    return person.get_session_auth_hash() == one.auth_hash


def _people(passes: set[Pass], now: datetime) -> Any:
    active = get_user_model().objects.filter(pk__in={one.user_id for one in passes}, is_active=True)
    return active.exclude(is_guest=True, guest_until__lte=now)
