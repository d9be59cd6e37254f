"""People, centres and roles: what the tables themselves refuse."""

import pytest
from django.db import IntegrityError
from django.utils import timezone

from accounts.models import Centre, Membership, StaffRole, User

pytestmark = pytest.mark.django_db


def make_user(name: str, **fields) -> User:
    return User.objects.create_user(name, None, public_name="Quiet Heron", **fields)


def make_centre(name: str = "North House") -> Centre:
    return Centre.objects.create(name=name, country="BD", time_zone="Asia/Dhaka")


def test_no_address_never_clashes():
    make_user("one-1", email="")
    make_user("two-2", email="")
    assert list(User.objects.values_list("email", flat=True)) == [None, None]


@pytest.mark.parametrize(
    "fields",
    [
        {"sign_in_name": "Upper-1"},
        {"sign_in_name": None, "is_guest": True},
        {"sign_in_name": "guest-1", "is_guest": True, "guest_until": timezone.now()},
    ],
)
def test_the_table_refuses(fields):
    with pytest.raises(IntegrityError):
        User.objects.create_user(public_name="Quiet Heron", **fields)


def test_public_names_are_not_unique():
    make_user("one-1")
    make_user("two-2")
    assert User.objects.filter(public_name="Quiet Heron").count() == 2


def test_one_live_membership_and_many_past_ones():
    user, centre, now = make_user("one-1"), make_centre(), timezone.now()
    Membership.objects.create(user=user, centre=centre, joined_at=now, left_at=now)
    Membership.objects.create(user=user, centre=centre, joined_at=now)
    with pytest.raises(IntegrityError):
        Membership.objects.create(user=user, centre=centre)


def test_several_roles_but_each_once():
    user, centre = make_user("one-1"), make_centre()
    StaffRole.objects.create(user=user, centre=centre, role="counselor")
    StaffRole.objects.create(user=user, centre=centre, role="manager")
    with pytest.raises(IntegrityError):
        StaffRole.objects.create(user=user, centre=centre, role="manager")


def test_operators_gain_no_rule():
    operator = make_user("root-1", is_superuser=True)
    assert operator.has_perm("accounts.change_centre")
    assert not make_user("one-1").has_perm("accounts.change_centre")
