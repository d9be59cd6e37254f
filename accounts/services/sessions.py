"""Signed-in browsers: what is kept about them, and how their access ends.

The truth is the row in `django_session`: without it, or after its `expire_date`, the browser is signed
out and its sockets close. allauth's `UserSession` joins it to a person, for the list they see.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.http import HttpRequest

from accounts.devices import device_name
from accounts.models import User
from accounts.session_store import SHARED
from accounts.signals import access_ended
from ledger.services import record
from recovery_network.common.permissions import require

NOWHERE = "0.0.0.0"  # noqa: S104 (the column wants an address; we keep none)
_ALIVE = Session.objects.filter(session_key=OuterRef("session_key"))


def note_device(request: HttpRequest) -> None:
    """After signing in: keep a plain name of the browser for the person's list, and no address of it.

    The visitor acts here, before any rule can know them.
    """
    UserSession.objects.filter(session_key=request.session.session_key).update(
        ip=NOWHERE,
        user_agent=device_name(request.headers.get("User-Agent", "")),
        data={"shared": bool(request.session.get(SHARED))},
    )


def list_of(person: User, now: datetime) -> list[UserSession]:
    """The person's signed-in browsers, newest first; reading changes nothing."""
    alive = _ALIVE.filter(expire_date__gt=now)
    return list(UserSession.objects.filter(Exists(alive), user=person).order_by("-created_at"))


def live_keys(session_keys: Iterable[str], now: datetime) -> set[str]:
    """Which of these sessions still stand: one query, for whoever holds sockets open."""
    rows = Session.objects.filter(session_key__in=list(session_keys), expire_date__gt=now)
    return set(rows.values_list("session_key", flat=True))


@transaction.atomic
def end_other_sessions(*, actor: User, person: User, keep: str | None, now: datetime) -> int:
    """Sign the person out everywhere but in the session named by `keep`; how many ended."""
    require(actor, "accounts.change_person", person)
    keys = _end(UserSession.objects.filter(user=person).exclude(session_key=keep or ""))
    record(actor=actor, verb="accounts.end_sessions", obj=person, now=now, ended=len(keys))
    for key in keys:
        say_access_ended(person, key)
    return len(keys)


@transaction.atomic
def end_session(*, actor: User, session: UserSession, now: datetime) -> None:
    require(actor, "accounts.change_person", session.user)
    person, keys = session.user, _end(UserSession.objects.filter(pk=session.pk))
    record(actor=actor, verb="accounts.end_sessions", obj=person, now=now, ended=len(keys))
    for key in keys:
        say_access_ended(person, key)


def end_all(person: User) -> None:
    """Part of closing and of erasing an account, whose services asked the rule and keep the record."""
    _end(UserSession.objects.filter(user=person))
    say_access_ended(person, None)


def forget_signed_out(*, person: User, session_key: str) -> None:
    """The sign-out itself is Django's; the list entry and the sockets follow."""
    UserSession.objects.filter(session_key=session_key).delete()
    say_access_ended(person, session_key)


@transaction.atomic
def sweep_sessions(*, now: datetime) -> int:
    """The timetable's: rows whose time is over, and list entries without a session. No actor."""
    over, _rows = Session.objects.filter(expire_date__lte=now).delete()
    UserSession.objects.filter(~Exists(_ALIVE)).delete()
    return over


def say_access_ended(person: User, session_key: str | None) -> None:
    def send() -> None:
        # Robust: a receiver's fault must never keep somebody signed in.
        access_ended.send_robust(sender=User, user=person, session_key=session_key)

    transaction.on_commit(send)


def _end(rows: Any) -> list[str]:
    keys = list(rows.values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    rows.delete()
    return keys
