"""Limits: one step at a time, each with an end, two people for the last, another look by somebody else."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from ledger.models import AuditEntry
from notifications.models import Notice
from recovery_network.common.errors import DomainError, NotAllowed
from safeguarding import ladder
from safeguarding.models import Appeal, Case, Sanction
from safeguarding.services import limits
from safeguarding.services.blocks import link_accounts

Step = Sanction.Step


def in_hand(world, urgent=False) -> Case:
    return Case.objects.create(
        centre=world.centre,
        about=world.member,
        about_subject=world.member.subject,
        is_urgent=urgent,
        opened_at=world.now,
        due_at=world.now,
        assigned_to=world.counselor,
        assigned_at=world.now,
    )


def limit(world, step, days=1, urgent=False, now=None) -> Sanction:
    return limits.set_limit(
        actor=world.counselor,
        case=in_hand(world, urgent),
        step=step,
        days=days,
        words="Please rest.",
        now=now or world.now,
    )


def test_steps_follow_one_another() -> None:
    assert ladder.allowed([], urgent=False) == [Step.WORD, Step.REST]
    assert ladder.allowed(["word"], urgent=False) == [Step.WORD, Step.REST]
    assert ladder.allowed(["rest"], urgent=False) == [Step.WORD, Step.REST, Step.AWAY]
    assert ladder.allowed(["away"], urgent=False) == [Step.WORD, Step.REST, Step.AWAY, Step.FOR_GOOD]
    assert ladder.allowed([], urgent=True) == [Step.WORD, Step.REST, Step.AWAY, Step.FOR_GOOD]


def test_each_step_but_the_last_ends_by_itself(world) -> None:
    assert ladder.end_of(Step.REST, 90, world.now) == world.now + timedelta(days=7)
    assert ladder.end_of(Step.AWAY, 30, world.now) == world.now + timedelta(days=30)
    assert ladder.end_of(Step.FOR_GOOD, 1, world.now) is None


def test_a_rest_stands_at_once_and_ends(world) -> None:
    made = limit(world, "rest", days=2)
    assert limits.strongest(world.member.pk, world.centre, world.now) == "rest"
    assert limits.strongest(world.member.pk, world.other_centre, world.now) == ""
    assert limits.strongest(world.member.pk, world.centre, world.now + timedelta(days=2)) == ""
    told = Notice.objects.get(kind="safeguarding.limit")
    assert (told.recipient, told.path) == (world.member, "/me/limits/")
    assert made.case.decision == Case.Decision.SANCTION
    assert "rest." not in str(AuditEntry.objects.get(verb="safeguarding.set_limit").details)


def test_a_first_limit_is_a_light_one(world) -> None:
    with pytest.raises(DomainError):
        limit(world, "away")
    assert not Sanction.objects.exists()
    Case.objects.all().delete()
    assert limit(world, "away", urgent=True).confirmed_at == world.now


def test_the_last_step_stands_only_with_a_second_person(world) -> None:
    made = limit(world, "for_good", urgent=True)
    assert limits.strongest(world.member.pk, world.centre, world.now) == ""
    assert not Notice.objects.filter(kind="safeguarding.limit").exists()
    for person in (world.counselor, world.member, world.other_manager, world.operator):
        with pytest.raises(NotAllowed):
            limits.confirm_limit(actor=person, sanction=made, now=world.now)
    limits.confirm_limit(actor=world.manager, sanction=made, now=world.now)
    assert limits.strongest(world.member.pk, world.centre, world.now) == "for_good"


def test_the_database_keeps_the_two_person_rule(world) -> None:
    made = limit(world, "for_good", urgent=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        Sanction.objects.filter(pk=made.pk).update(confirmed_by=world.counselor, confirmed_at=world.now)
    rest = limit(world, "rest")
    with pytest.raises(IntegrityError), transaction.atomic():
        Sanction.objects.filter(pk=rest.pk).update(ends_at=None)


def test_a_limit_follows_the_person_to_another_account(world) -> None:
    limit(world, "rest")
    first, second = world.member, world.neighbour
    link_accounts(actor=world.manager, centre=world.centre, first=first, second=second, now=world.now)
    assert limits.strongest(world.neighbour.pk, world.centre, world.now) == "rest"


def test_another_look_goes_to_somebody_else(world) -> None:
    made = limit(world, "rest", days=7)
    asked = limits.ask_for_another_look(
        actor=world.member, sanction=made, words="It was not me.", now=world.now
    )
    told = {notice.recipient for notice in Notice.objects.filter(kind="safeguarding.appeal")}
    assert told == {world.manager, world.coordinator}
    for person in (world.counselor, world.member, world.other_manager):
        with pytest.raises(NotAllowed):
            limits.decide_appeal(actor=person, appeal=asked, answer="kept", words="x", now=world.now)
    assert not Appeal.objects.visible_to(world.counselor).exists()
    limits.decide_appeal(actor=world.manager, appeal=asked, answer="lifted", words="Sorry.", now=world.now)
    assert limits.strongest(world.member.pk, world.centre, world.now) == ""
    with pytest.raises(DomainError):
        limits.decide_appeal(actor=world.coordinator, appeal=asked, answer="kept", words="x", now=world.now)


def test_another_look_is_asked_once_and_soon(world) -> None:
    made = limit(world, "rest")
    first = limits.ask_for_another_look(actor=world.member, sanction=made, words="a", now=world.now)
    assert limits.ask_for_another_look(actor=world.member, sanction=made, words="b", now=world.now) == first
    old = limit(world, "rest")
    late = world.now + timedelta(days=21)
    with pytest.raises(DomainError):
        limits.ask_for_another_look(actor=world.member, sanction=old, words="", now=late)
    with pytest.raises(NotAllowed):
        limits.ask_for_another_look(actor=world.neighbour, sanction=made, words="", now=world.now)


def test_nobody_ends_their_own_limit(world) -> None:
    made = Sanction.objects.create(
        user=world.manager, centre=world.centre, step="rest", words="x", made_by=world.counselor,
        ends_at=world.now + timedelta(days=1), confirmed_at=world.now,
    )  # fmt: skip
    with pytest.raises(NotAllowed):
        limits.lift_limit(actor=world.manager, sanction=made, now=world.now)
    assert Sanction.objects.visible_to(world.manager).get() == made
    limits.lift_limit(actor=world.coordinator, sanction=made, now=world.now)
    made.refresh_from_db()
    assert made.lifted_at == world.now
