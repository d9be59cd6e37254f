"""Does the session behind an open socket still stand?"""

from collections.abc import Iterable
from datetime import datetime
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model

from chat.member import Pass


def ended_passes(held: Iterable[Pass], now: datetime) -> set[Pass]:
    """Those whose session is over, or whose person may not come in any more. No actor: the hub asks."""
    passes = set(held)
    people = {person.pk: person for person in _people(passes, now)}
    sessions = _live_sessions({one.session_key for one in passes}, now)
    return {one for one in passes if not _stands(one, people.get(one.user_id), sessions)}


def _stands(one: Pass, person: Any, sessions: set[str]) -> bool:
    if person is None or one.session_key not in sessions:
        return False
    return person.get_session_auth_hash() == one.auth_hash


def _people(passes: set[Pass], now: datetime) -> Any:
    active = get_user_model().objects.filter(pk__in={one.user_id for one in passes}, is_active=True)
    return active.exclude(is_guest=True, guest_until__lte=now)


def _live_sessions(keys: set[str], now: datetime) -> set[str]:
    model = import_module(settings.SESSION_ENGINE).SessionStore.get_model_class()
    live = model.objects.filter(session_key__in=keys, expire_date__gt=now)
    return set(live.values_list("session_key", flat=True))
