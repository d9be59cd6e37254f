"""Check on a person: asked at once, one takes it, rows hand it on when nobody does."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction

from ledger.models import AccessEntry, AuditEntry
from notifications.models import Notice
from recovery_network.common.errors import DomainError, NotAllowed
from safeguarding.models import Check, CheckStep, DutyShift, SamePerson
from safeguarding.services import checks, duty
from tests.racing import in_threads


def on_duty(world, user, place=1) -> DutyShift:
    hours = timedelta(hours=4)
    return DutyShift.objects.create(
        centre=world.centre, user=user, starts_at=world.now - hours, ends_at=world.now + hours, place=place
    )


def open_one(world, **more) -> Check:
    values = {"raised_by": world.host, "centre": world.centre, "hosts": [world.host], "alias": "Paper Boat"}
    return checks.open_check(
        about_user=world.member, room_ref="room:abc", path="/r/abc/", now=world.now, **(values | more)
    )


def asked(check) -> list:
    return [call.user for call in check.calls.order_by("pk")]


def kinds(check) -> list[str]:
    return [step.kind for step in check.steps.all()]


def test_hosts_and_the_person_on_duty_are_asked_in_the_same_breath(world) -> None:
    on_duty(world, world.counselor)
    on_duty(world, world.manager, place=2)
    check = open_one(world)
    assert asked(check) == [world.host, world.counselor]
    told = Notice.objects.filter(kind="safeguarding.check")
    assert {notice.recipient for notice in told} == {world.host, world.counselor}
    assert {notice.params == {} for notice in told} == {True}
    assert kinds(check) == ["opened", "asked"]
    assert check.hand_over_at == world.now + timedelta(minutes=3)


def test_asking_again_is_the_same_check(world) -> None:
    assert open_one(world) == open_one(world, raised_by=None)
    assert Check.objects.count() == 1


def test_a_hint_of_words_has_nobody_behind_it(world) -> None:
    check = open_one(world, raised_by=None)
    assert check.raised_by is None
    assert AuditEntry.objects.get(verb="safeguarding.open_check").actor is None


def test_the_person_themselves_is_never_asked_and_never_sees_it(world) -> None:
    check = open_one(world, hosts=[world.host, world.member])
    assert asked(check) == [world.host]
    assert not Check.objects.visible_to(world.member).exists()
    with pytest.raises(NotAllowed):
        checks.take_check(actor=world.member, check=check, now=world.now)
    person = "6b0c5f4e-0000-4000-8000-000000000000"
    for user in (world.member, world.host):
        SamePerson.objects.create(user=user, person=person)
    with pytest.raises(NotAllowed):
        checks.take_check(actor=world.host, check=check, now=world.now)
    with pytest.raises(IntegrityError), transaction.atomic():
        Check.objects.filter(pk=check.pk).update(taken_by=world.member)


def test_one_takes_it_and_the_others_are_told_kindly(world) -> None:
    check = checks.take_check(actor=world.host, check=open_one(world), now=world.now)
    with pytest.raises(DomainError, match="Somebody else"):
        checks.take_check(actor=world.manager, check=check, now=world.now)
    assert checks.take_check(actor=world.host, check=check, now=world.now).taken_by == world.host
    assert kinds(check).count("taken") == 1
    assert checks.hand_on_overdue(now=world.now + timedelta(hours=1)) == 0


def test_nobody_takes_it_then_the_next_on_duty_then_all_staff(world) -> None:
    on_duty(world, world.counselor)
    on_duty(world, world.manager, place=2)
    check = open_one(world)
    minute = timedelta(minutes=1)
    assert checks.hand_on_overdue(now=world.now + 2 * minute) == 0
    assert checks.hand_on_overdue(now=world.now + 3 * minute) == 1
    assert asked(check)[-1] == world.manager
    assert checks.hand_on_overdue(now=world.now + 4 * minute) == 0
    assert checks.hand_on_overdue(now=world.now + 6 * minute) == 1
    assert asked(check) == [world.host, world.counselor, world.manager, world.coordinator]
    before = Notice.objects.filter(recipient=world.host).count()
    assert checks.hand_on_overdue(now=world.now + 9 * minute) == 1
    assert Notice.objects.filter(recipient=world.host).count() == before + 1
    assert Check.objects.untaken().get() == check


def test_without_any_staff_the_clock_goes_on(world) -> None:
    check = open_one(world, centre=None)
    assert checks.hand_on_overdue(now=world.now + timedelta(minutes=3)) == 1
    check.refresh_from_db()
    assert (check.round, check.hand_over_at) == (2, world.now + timedelta(minutes=6))


def test_the_page_and_the_command_hand_on_without_a_worker(world) -> None:
    check = open_one(world)
    Check.objects.update(hand_over_at=world.now - timedelta(seconds=1))
    out = StringIO()
    call_command("watch_checks", stdout=out)
    assert "handed on: 1" in out.getvalue()
    Check.objects.update(hand_over_at=world.now - timedelta(seconds=1))
    assert world.client("host").get("/host/checks/").status_code == 200
    check.refresh_from_db()
    assert check.round == 3


def test_each_step_has_its_time_and_hand(world) -> None:
    check = checks.take_check(actor=world.host, check=open_one(world), now=world.now)
    later = world.now + timedelta(minutes=2)
    with pytest.raises(NotAllowed):
        checks.note_step(actor=world.manager, check=check, text="Stay", now=later)
    checks.note_step(actor=world.host, check=check, text="Asked directly.", now=later)
    with pytest.raises(DomainError):
        checks.note_step(actor=world.host, check=check, text="  ", is_note=True, now=later)
    checks.finish_check(actor=world.host, check=check, text="With her sister now.", now=later)
    step = CheckStep.objects.get(kind="step")
    assert (step.by, step.at) == (world.host, later)
    assert "directly" not in str(AuditEntry.objects.get(verb="safeguarding.note_step").details)
    check.refresh_from_db()
    with pytest.raises(NotAllowed):
        checks.take_check(actor=world.manager, check=check, now=later)


def test_whoever_cannot_go_on_hands_it_on_at_once(world) -> None:
    on_duty(world, world.counselor)
    check = checks.take_check(actor=world.host, check=open_one(world), now=world.now)
    check = checks.hand_on_check(actor=world.host, check=check, now=world.now)
    assert check.taken_by is None
    assert world.manager in asked(check)
    assert checks.take_check(actor=world.manager, check=check, now=world.now).taken_by == world.manager


def test_a_look_by_staff_is_on_the_persons_record(world) -> None:
    check = open_one(world)
    checks.see_check(actor=world.host, check=check, now=world.now)
    assert not AccessEntry.objects.exists()
    checks.see_check(actor=world.counselor, check=check, now=world.now)
    assert AccessEntry.objects.get().subject == world.member.subject


def test_the_steps_are_the_centres_own(world) -> None:
    assert len(duty.checklist(world.centre)) == 6
    with pytest.raises(NotAllowed):
        duty.save_checklist(actor=world.counselor, centre=world.centre, steps="Call", now=world.now)
    duty.save_checklist(actor=world.manager, centre=world.centre, steps="Call\n\n Stay ", now=world.now)
    assert duty.checklist(world.centre) == ["Call", "Stay"]


def test_only_people_who_work_there_are_on_duty(world) -> None:
    shift = {"starts_at": world.now, "ends_at": world.now + timedelta(hours=8), "place": 1, "now": world.now}
    keep = {"actor": world.manager, "centre": world.centre}
    made = duty.add_shift(user=world.counselor, **keep, **shift)
    assert duty.on_duty(world.centre, world.now) == [world.counselor]
    for person in (world.member, world.other_manager):
        with pytest.raises(DomainError):
            duty.add_shift(user=person, **keep, **shift)
    with pytest.raises(DomainError):
        duty.add_shift(user=world.counselor, **keep, **shift)
    duty.end_shift(actor=world.manager, shift=made, now=world.now + timedelta(hours=1))
    assert duty.on_duty(world.centre, world.now + timedelta(hours=1)) == []


@pytest.mark.django_db(transaction=True)
def test_twenty_who_take_it_at_once_have_one_winner(world) -> None:
    staff = [world.host, world.counselor, world.manager, world.coordinator] * 5
    check, refused = open_one(world), []

    def take(number: int) -> None:
        try:
            checks.take_check(actor=staff[number], check=check, now=world.now)
        except DomainError:
            refused.append(staff[number])

    in_threads(20, take)
    check.refresh_from_db()
    assert check.taken_by not in refused
    assert (len(refused), kinds(check).count("taken")) == (15, 1)


@pytest.mark.django_db(transaction=True)
def test_many_watchers_hand_on_once(world) -> None:
    open_one(world)
    later = world.now + timedelta(minutes=4)
    handed = []
    in_threads(8, lambda number: handed.append(checks.hand_on_overdue(now=later)))
    assert sum(handed) == 1
