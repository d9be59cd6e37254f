"""Blocks: both ways, by person, and nothing tells the other one."""

import pytest

from accounts.models import Membership
from accounts.services.erasure import erase_account
from ledger.models import AuditEntry
from notifications.models import Notice
from recovery_network.common.errors import DomainError, NotAllowed
from safeguarding.models import Block
from safeguarding.services import blocks
from tests.safeguarding.conftest import somebody


def test_neither_sees_the_other_and_nobody_is_told(world) -> None:
    blocks.block(actor=world.member, person=world.stranger, alias="Paper Boat", now=world.now)
    assert blocks.hides(world.member.pk) == {world.stranger.pk}
    assert blocks.hides(world.stranger.pk) == {world.member.pk}
    assert blocks.hides(world.host.pk) == blocks.hides(None) == set()
    assert not Notice.objects.exists()
    assert not Block.objects.visible_to(world.stranger).exists()
    assert AuditEntry.objects.get(verb="safeguarding.block").details == {}


def test_blocking_twice_is_blocking_once_and_can_end(world) -> None:
    first = blocks.block(actor=world.member, person=world.stranger, now=world.now)
    assert blocks.block(actor=world.member, person=world.stranger, now=world.now) == first
    with pytest.raises(NotAllowed):
        blocks.unblock(actor=world.stranger, block=first, now=world.now)
    blocks.unblock(actor=world.member, block=first, now=world.now)
    assert blocks.hides(world.stranger.pk) == set()


def test_nobody_blocks_themselves(world) -> None:
    with pytest.raises(NotAllowed):
        blocks.block(actor=world.member, person=world.member, now=world.now)


def test_a_block_follows_the_person_to_other_accounts(world) -> None:
    """Of the blocked one and of the blocker, whether linked before the block or after it."""
    again, own = somebody(world, "again"), somebody(world, "own")
    for person in (again, own):
        Membership.objects.create(user=person, centre=world.centre)
    link = {"actor": world.manager, "centre": world.centre, "now": world.now}
    blocks.block(actor=world.member, person=world.neighbour, now=world.now)
    blocks.link_accounts(first=world.neighbour, second=again, **link)
    assert blocks.hides(world.member.pk) == {world.neighbour.pk, again.pk}
    assert blocks.hides(again.pk) == {world.member.pk}
    blocks.link_accounts(first=own, second=world.member, **link)
    assert blocks.hides(again.pk) == {world.member.pk, own.pk}
    assert blocks.hides(own.pk) == {world.neighbour.pk, again.pk}


def test_linking_joins_whole_people(world) -> None:
    people = [somebody(world, f"person-{n}") for n in range(4)]
    for person in people:
        Membership.objects.create(user=person, centre=world.centre)
    link = {"actor": world.manager, "centre": world.centre, "now": world.now}
    blocks.link_accounts(first=people[0], second=people[1], **link)
    blocks.link_accounts(first=people[2], second=people[3], **link)
    blocks.link_accounts(first=people[1], second=people[2], **link)
    blocks.block(actor=world.member, person=people[0], now=world.now)
    assert blocks.hides(world.member.pk) == {person.pk for person in people}


def test_only_a_manager_links_people_of_their_own_centre(world) -> None:
    pair = {"first": world.member, "second": world.neighbour, "now": world.now}
    for person in (world.coordinator, world.other_manager, world.operator):
        with pytest.raises(NotAllowed):
            blocks.link_accounts(actor=person, centre=world.centre, **pair)
    with pytest.raises(DomainError):
        blocks.link_accounts(
            actor=world.manager, centre=world.centre, first=world.member, second=world.stranger, now=world.now
        )


def test_any_number_of_viewers_is_one_query(world, django_assert_num_queries) -> None:
    blocks.block(actor=world.member, person=world.stranger, now=world.now)
    blocks.block(actor=world.host, person=world.member, now=world.now)
    with django_assert_num_queries(1):
        found = blocks.among([world.member.pk, world.stranger.pk, world.host.pk, world.newcomer.pk])
    assert found == {
        world.member.pk: {world.stranger.pk, world.host.pk},
        world.stranger.pk: {world.member.pk},
        world.host.pk: {world.member.pk},
    }


def test_erasing_a_person_ends_their_blocks(world) -> None:
    blocks.block(actor=world.member, person=world.stranger, now=world.now)
    erase_account(actor=world.stranger, user=world.stranger, now=world.now)
    assert blocks.hides(world.member.pk) == set()
