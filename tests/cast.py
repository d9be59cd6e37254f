"""The named cast: one person of each kind, asked about every rule and every address.

`world.member` is a person, `world.group` whatever `build(world)` in `tests/matrix/<app>.py` made of it.
"""

from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.utils import timezone

from accounts.models import Centre, Membership, StaffRole, User

# Who each of them is. Centre A is `world.centre`, the other one `world.other_centre`.
CAST = {
    "visitor": "not signed in",
    "guest": "let into one meeting under an alias, without an account",
    "newcomer": "signed up, belongs to no centre and no group",
    "member": "belongs to centre A and to the group",
    "neighbour": "belongs to centre A, not to the group",
    "stranger": "belongs to the other centre",
    "host": "belongs to centre A, facilitates the group",
    "counselor": "works at centre A",
    "coordinator": "works at centre A",
    "manager": "manages centre A",
    "other_manager": "manages the other centre",
    "operator": "runs the server; a superuser who works nowhere",
    "closed": "a closed account that still has a session cookie",
}


class World(SimpleNamespace):
    """The cast, and everything the tables speak about."""

    now: datetime
    people: dict[str, Any]
    session: dict[str, dict[str, Any]]

    def client(self, name: str) -> Client:
        """That person's browser; `session[name]` adds what sign-in would have left there."""
        client = Client(raise_request_exception=False)
        person = self.people[name]
        if person.is_authenticated:
            client.force_login(person)
            kept = client.session
            kept.update(self.session.get(name, {}))
            kept.save()
        return client


def people_and_centres() -> World:
    """What every app starts from."""
    now = timezone.now()
    people: dict[str, Any] = {name: _person(name, now) for name in CAST if name != "visitor"}
    people["visitor"] = AnonymousUser()
    centres = {"centre": _centre("North House"), "other_centre": _centre("South House")}
    world = World(now=now, people=people, session={}, **people, **centres)
    for name in ("member", "neighbour", "host", "closed"):
        Membership.objects.create(user=people[name], centre=world.centre)
    Membership.objects.create(user=world.stranger, centre=world.other_centre)
    for role in ("counselor", "coordinator", "manager"):
        StaffRole.objects.create(user=people[role], centre=world.centre, role=role)
    StaffRole.objects.create(user=world.other_manager, centre=world.other_centre, role="manager")
    return world


def _person(name: str, now: datetime) -> User:
    user = User(public_name=name.replace("_", " ").title(), adult_confirmed_at=now)
    if name == "guest":
        user.is_guest, user.guest_until = True, now + timedelta(hours=3)
    else:
        user.sign_in_name = f"{name.replace('_', '-')}-1"
    user.is_superuser, user.is_active = name == "operator", name != "closed"
    user.set_unusable_password()
    user.save()
    return user


def _centre(name: str) -> Centre:
    return Centre.objects.create(name=name, country="BD", time_zone="Asia/Dhaka")
