"""The first 90 days: nobody writes unasked, and whoever tries it with many is looked at."""

from datetime import timedelta

import pytest

from accounts.models import Membership
from recovery_network.common.errors import NotAllowed
from safeguarding.models import Case, NewcomerContact
from safeguarding.services import blocks, newcomers
from tests.safeguarding.conftest import somebody


def test_ninety_days(world) -> None:
    assert newcomers.is_newcomer(somebody(world, "young", days_old=89), world.now)
    assert not newcomers.is_newcomer(somebody(world, "known", days_old=90), world.now)


def test_nobody_writes_to_a_newcomer_unasked(world) -> None:
    new, old = somebody(world, "young"), somebody(world, "known", days_old=91)
    assert not newcomers.approach(sender=world.host, recipient=new, now=world.now)
    assert newcomers.approach(sender=world.host, recipient=old, now=world.now)
    assert newcomers.approach(sender=world.neighbour, recipient=new, bond=True, now=world.now)


def test_staff_of_their_centre_may_write(world) -> None:
    new = somebody(world, "young")
    Membership.objects.create(user=new, centre=world.centre)
    assert newcomers.approach(sender=world.counselor, recipient=new, now=world.now)
    assert not newcomers.approach(sender=world.other_manager, recipient=new, now=world.now)


def test_a_blocked_person_reaches_nobody(world) -> None:
    old = somebody(world, "known", days_old=91)
    blocks.block(actor=old, person=world.host, now=world.now)
    assert not newcomers.approach(sender=world.host, recipient=old, bond=True, now=world.now)


def test_ten_newcomers_ten_refusals_one_alert(world) -> None:
    people = [somebody(world, f"young-{n}") for n in range(10)]
    let_through = [newcomers.approach(sender=world.host, recipient=each, now=world.now) for each in people]
    assert let_through == [False] * 10
    case = Case.objects.get()
    assert (case.about, case.raised, case.centre) == (world.host, 3, world.centre)
    assert newcomers.approaches(world.host, world.now) == 10
    assert Case.objects.visible_to(world.manager).in_order().first() == case


def test_the_same_newcomer_counts_once_and_old_tries_fade(world) -> None:
    new = somebody(world, "young")
    for _attempt in range(5):
        newcomers.approach(sender=world.host, recipient=new, now=world.now)
    assert NewcomerContact.objects.count() == 1
    assert not Case.objects.exists()
    assert newcomers.approaches(world.host, world.now + timedelta(days=15)) == 0


def test_staff_end_the_first_days_early(world) -> None:
    belongs = Membership.objects.get(user=world.member)
    for person in (world.member, world.other_manager, world.host):
        with pytest.raises(NotAllowed):
            newcomers.lift_newcomer(actor=person, membership=belongs, now=world.now)
    newcomers.lift_newcomer(actor=world.counselor, membership=belongs, now=world.now)
    assert not newcomers.is_newcomer(world.member, world.now)


def test_a_host_in_a_meeting_approaches_nobody_and_a_block_holds_there_too(world) -> None:
    people = [somebody(world, f"young-{n}") for n in range(4)]
    said = [newcomers.approach(sender=world.host, recipient=p, as_host=True, now=world.now) for p in people]
    assert said == [True] * 4
    assert not NewcomerContact.objects.exists()
    blocks.block(actor=people[0], person=world.host, now=world.now)
    assert not newcomers.approach(sender=world.host, recipient=people[0], as_host=True, now=world.now)
