"""What safeguarding does when a lower app tells something. One line each: the services do the work."""

from typing import Any

from accounts.signals import account_erased
from safeguarding.services import forgetting


def forget(sender: Any, user: Any, **kwargs: Any) -> None:
    forgetting.forget_person(user=user)


def connect() -> None:
    account_erased.connect(forget, dispatch_uid="safeguarding.forget")
