"""People for these tests, made as the site makes them: through services and through its screens."""

import re
from datetime import timedelta
from itertools import count

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from accounts.draft import Draft
from accounts.models import Centre, User
from accounts.sealed import unseal
from accounts.services import centres, joining, roles

PASSWORD = "a long way home"
_numbers = count(1)


def join(name: str = "Quiet Heron", *, base: str = "heron", password: str = PASSWORD, **choices) -> User:
    """A member who has just made a name."""
    draft = Draft(public_name=name, language="en", time_zone="Asia/Dhaka", own_device=True)
    for field, value in choices.items():
        setattr(draft, field, value)
    return joining.join(draft=draft, base=base, password=password, guest=None, now=timezone.now()).user


def join_with_codes(**choices) -> joining.Joined:
    draft = Draft(public_name="Paper Boat", language="en", time_zone="Asia/Dhaka", own_device=True, **choices)
    return joining.join(draft=draft, base="boat", password=PASSWORD, guest=None, now=timezone.now())


def operator() -> User:
    user = join("Operator", base="operator")
    user.is_superuser = True
    user.save()
    return user


def centre(name: str = "North House", by: User | None = None) -> Centre:
    return centres.create_centre(
        actor=by or operator(),
        name=name,
        country="BD",
        time_zone="Asia/Dhaka",
        language="en",
        now=timezone.now(),
    )


def staff(at: Centre, *held: str, name: str = "Green Lamp", by: User | None = None) -> User:
    person, giver = join(name, base="lamp"), by or operator()
    for role in held:
        roles.give_staff_role(actor=giver, centre=at, person=person, role=role, now=timezone.now())
    return person


def add_address(user: User, address: str) -> None:
    EmailAddress.objects.create(user=user, email=address, verified=True, primary=True)
    user.email = address
    user.save(update_fields=["email"])


def add_app(user: User) -> Authenticator:
    """A code app, and the spare codes that come with it."""
    app = TOTP.activate(user, generate_totp_secret()).instance
    RecoveryCodes.activate(user)
    return app


def app_code(user: User) -> str:
    """What the person's app shows now."""
    sealed = Authenticator.objects.get(user=user, type="totp").data["secret"]
    counters = list(yield_hotp_counters_from_time())
    return format_hotp_value(hotp_value(unseal(sealed), counters[len(counters) // 2]))


def sign_in(client: Client, user: User, *, password: str = PASSWORD, own: bool = True, code: str = ""):
    """Through the screens. `code` answers the second step."""
    data = {"login": user.sign_in_name, "password": password} | ({"own_device": "on"} if own else {})
    answer = client.post("/in/", data)
    if code:
        answer = client.post("/in/step/", {"code": code})
    return answer


def signed_in(user: User, *, own: bool = True, step: bool = False) -> Client:
    client = Client()
    answer = sign_in(client, user, own=own, code=app_code(user) if step else "")
    assert answer.status_code == 302, answer.content.decode()
    return client


def check_again(client: Client) -> None:
    """What the site asks before a change of the ways in."""
    assert client.post("/me/check/", {"password": PASSWORD}).status_code == 302


def forget_counts() -> None:
    cache.clear()


def masked(answer) -> str:
    """A page without what differs at each request."""
    html = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode())
    return re.sub(r'"challenge": "[\w-]+"', "", html)


def soon(**parts):
    return timezone.now() + timedelta(**parts)
