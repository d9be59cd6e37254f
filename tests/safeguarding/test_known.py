"""The people of a centre: looked at with a trace, first days ended, accounts joined and taken apart again."""

import pytest
from django.utils import timezone

from accounts.models import Membership, User
from ledger.models import AccessEntry, AuditEntry
from recovery_network.common.errors import DomainError, NotAllowed
from safeguarding.models import Block, NewcomerLift, SamePerson
from safeguarding.services import blocks, known, newcomers
from tests.cast import World
from tests.html import check_html
from tests.matrix.accounts import add_second_step

PAGE = "/centre/desk/people/"


@pytest.fixture
def staffed(world: World) -> World:
    for name in ("counselor", "manager", "other_manager"):
        add_second_step(world, name)
    return world


def here(world: World, name: str) -> User:
    user = User.objects.create_user(name.lower().replace(" ", "-"), public_name=name)
    Membership.objects.create(user=user, centre=world.centre)
    return user


def row(person: User) -> int:
    return Membership.objects.get(user=person).pk


def shown(world: World, who: str, **query: str) -> str:
    answer = world.client(who).get(PAGE, query)
    assert answer.status_code == 200
    html = answer.content.decode()
    assert check_html(html) == []
    return html


def test_each_person_shown_can_see_that_somebody_looked(staffed: World) -> None:
    person = here(staffed, "Late Lamp")
    html = shown(staffed, "counselor")
    assert "Late Lamp" in html
    assert person.code not in html
    look = AccessEntry.objects.get(subject=person.subject)
    assert (look.actor, look.role, look.reason) == (staffed.counselor.subject, "counselor", "people")


def test_staff_of_another_centre_see_nobody_of_this_one(staffed: World) -> None:
    here(staffed, "Late Lamp")
    assert "Late Lamp" not in shown(staffed, "other_manager")
    answer = staffed.client("other_manager").get(PAGE, {"centre": staffed.centre.code})
    assert answer.status_code == 404
    with pytest.raises(NotAllowed):
        known.open_people(actor=staffed.other_manager, centre=staffed.centre, number=None, now=staffed.now)


def test_who_has_left_is_not_in_the_list(staffed: World) -> None:
    person = here(staffed, "Late Lamp")
    Membership.objects.filter(user=person).update(left_at=timezone.now())
    assert "Late Lamp" not in shown(staffed, "counselor")


def test_the_first_days_end_by_a_button(staffed: World) -> None:
    person = here(staffed, "Late Lamp")
    belongs = Membership.objects.get(user=person)
    client = staffed.client("counselor")
    assert f'value="{belongs.pk}"' in shown(staffed, "counselor")
    client.post(f"{PAGE}know/", {"membership": belongs.pk})
    assert not newcomers.is_newcomer(person, staffed.now)
    assert NewcomerLift.objects.filter(user=person).exists()
    assert f'name="membership" value="{belongs.pk}"' not in shown(staffed, "counselor")
    assert client.post(f"{PAGE}know/", {"membership": "x"}).status_code == 404


class TestOnePerson:
    def test_two_accounts_are_joined_and_blocks_follow(self, staffed: World) -> None:
        first, second = here(staffed, "Late Lamp"), here(staffed, "Early Lamp")
        Block.objects.create(blocker=staffed.member, blocked=first)
        both = {"centre": staffed.centre.code, "person": [row(first), row(second)]}
        assert staffed.client("manager").post(f"{PAGE}one/", both).status_code == 302
        assert blocks.hides(staffed.member.pk) == {first.pk, second.pk}
        html = shown(staffed, "manager")
        assert html.count("also:") == 2
        assert "also:" not in shown(staffed, "counselor")

    def test_taken_apart_again(self, staffed: World) -> None:
        first, second = here(staffed, "Late Lamp"), here(staffed, "Early Lamp")
        Block.objects.create(blocker=staffed.member, blocked=first)
        blocks.link_accounts(
            actor=staffed.manager, centre=staffed.centre, first=first, second=second, now=staffed.now
        )
        one = {"centre": staffed.centre.code, "person": row(second)}
        assert staffed.client("manager").post(f"{PAGE}two/", one).status_code == 302
        assert blocks.hides(staffed.member.pk) == {first.pk}
        assert AuditEntry.objects.filter(verb="safeguarding.unlink_account").count() == 1

    @pytest.mark.parametrize("number", [0, 1, 3])
    def test_exactly_two_are_chosen(self, staffed: World, number: int) -> None:
        people = [row(here(staffed, f"Lamp {letter}")) for letter in "ABC"[:number]]
        asked = {"centre": staffed.centre.code, "person": people}
        page = staffed.client("manager").post(f"{PAGE}one/", asked, follow=True).content.decode()
        assert "Choose the two accounts of one person." in page
        assert not SamePerson.objects.exists()

    def test_nobody_elsewhere_can_be_named(self, staffed: World) -> None:
        first = here(staffed, "Late Lamp")
        elsewhere = Membership.objects.get(user=staffed.stranger)
        asked = {"centre": staffed.centre.code, "person": [row(first), elsewhere.pk]}
        staffed.client("manager").post(f"{PAGE}one/", asked)
        assert not SamePerson.objects.exists()
        with pytest.raises(DomainError):
            blocks.unlink_account(
                actor=staffed.manager, centre=staffed.centre, person=staffed.stranger, now=staffed.now
            )

    def test_only_a_manager_joins_and_takes_apart(self, staffed: World) -> None:
        first, second = here(staffed, "Late Lamp"), here(staffed, "Early Lamp")
        at = {"centre": staffed.centre, "now": staffed.now}
        for person in (staffed.counselor, staffed.other_manager, staffed.member):
            with pytest.raises(NotAllowed):
                blocks.link_accounts(actor=person, first=first, second=second, **at)
            with pytest.raises(NotAllowed):
                blocks.unlink_account(actor=person, person=first, **at)


def test_the_public_pages_lead_to_the_numbers(client, db) -> None:
    for page in ("/agreements/", "/about/"):
        assert 'href="/help/numbers/"' in client.get(page).content.decode()
