"""What chat does when a lower app tells something. One line each: the services do the work."""

from typing import Any

from accounts.signals import access_ended, account_erased, consent_changed
from chat.services import apart, care, lobby, resting, seats, stream
from safeguarding.signals import apart_changed, check_changed, limit_changed


def forget(sender: Any, user: Any, now: Any, **kwargs: Any) -> None:
    lobby.forget_person(user=user)
    seats.forget_person(user=user, now=now)


def close_sockets(sender: Any, user: Any, session_key: str | None = None, **kwargs: Any) -> None:
    stream.ring_person(user.pk, session_key)


def set_apart(sender: Any, people: set[int], now: Any, **kwargs: Any) -> None:
    apart.ask_again(people)
    resting.follow(people, now)  # accounts that are one person share their limits


def follow_limit(sender: Any, people: set[int], now: Any, **kwargs: Any) -> None:
    resting.follow(people, now)


def tell_hosts(sender: Any, check: Any, state: str, now: Any, **kwargs: Any) -> None:
    care.tell(check, state, now)


def consent_between(sender: Any, owner: Any, reader: Any, **kwargs: Any) -> None:
    apart.ask_again_between(owner, reader)


def connect() -> None:
    consent_changed.connect(consent_between, dispatch_uid="chat.consent_changed")
    limit_changed.connect(follow_limit, dispatch_uid="chat.follow_limit")
    check_changed.connect(tell_hosts, dispatch_uid="chat.tell_hosts")
    apart_changed.connect(set_apart, dispatch_uid="chat.set_apart")
    account_erased.connect(forget, dispatch_uid="chat.forget")
    access_ended.connect(close_sockets, dispatch_uid="chat.close_sockets")
