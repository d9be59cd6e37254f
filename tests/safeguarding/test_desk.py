"""The desk shows what a case is about before it is opened, and what became of it afterwards."""

from dataclasses import replace
from datetime import timedelta

import pytest

from ledger.models import AccessEntry
from safeguarding.models import Case, Sanction
from safeguarding.services import cases, limits, reports
from tests.cast import World
from tests.matrix.accounts import add_second_step
from tests.safeguarding.conftest import somebody


@pytest.fixture
def staffed(world: World) -> World:
    for name in ("coordinator", "manager"):
        add_second_step(world, name)
    return world


def told(world, subject, reason="selling", by=None) -> Case:
    made = reports.report(actor=by or world.neighbour, subject=subject, reason=reason, now=world.now)
    return made.report.case


def taken(world, case) -> Case:
    return cases.take_case(actor=world.manager, case=case, now=world.now)


def text(world, path, name="manager") -> str:
    return world.client(name).get(path).content.decode()


def test_a_row_of_the_queue_says_why_since_when_and_by_when(staffed: World, words) -> None:
    told(staffed, words)
    told(staffed, words, reason="danger", by=staffed.newcomer)
    page = text(staffed, "/centre/desk/")
    assert "About a person: Somebody may be in danger · Selling something, or looking for buyers" in page
    assert "since" in page
    assert "look at it by" in page
    assert AccessEntry.objects.count() == 0, "a row names nobody, so nobody was looked at"


def test_whoever_has_a_case_in_hand_reads_the_earlier_ones(staffed: World, words) -> None:
    earlier = taken(staffed, told(staffed, words))
    cases.decide_case(actor=staffed.manager, case=earlier, decision="talked", note="x", now=staffed.now)
    elsewhere = replace(words, centre=staffed.other_centre)
    other = told(staffed, elsewhere)
    Case.objects.filter(pk=other.pk).update(decided_at=staffed.now, decision="talked")
    path = f"/centre/desk/{told(staffed, words, reason='hurtful').code}/"
    link = f"/centre/desk/{earlier.code}/"
    assert link not in text(staffed, path)
    staffed.client("manager").post(f"{path}take/")
    page = text(staffed, path)
    assert link in page
    assert other.code not in page
    assert "1 earlier case about this person was decided." in page


def test_it_says_how_many_told_us_and_opens_the_lines(staffed: World, words) -> None:
    case = told(staffed, words)
    told(staffed, words, by=staffed.newcomer)
    path = f"/centre/desk/{case.code}/"
    assert "2 people told us." in text(staffed, path)
    assert '<details class="more"><summary>What was written there' in text(staffed, path)
    taken(staffed, case)
    assert '<details class="more" open><summary>What was written there' in text(staffed, path)


def test_limits_in_force_stand_there_until_they_end(staffed: World, words) -> None:
    case = taken(staffed, told(staffed, words))
    limit = limits.set_limit(
        actor=staffed.manager, case=case, step="rest", days=3, words="Please rest.", now=staffed.now
    )
    page = text(staffed, "/centre/desk/limits/", "coordinator")
    assert f"/centre/limits/{limit.code}/" in page
    assert staffed.manager.public_name in page
    assert f"/centre/desk/{case.code}/" in text(staffed, f"/centre/limits/{limit.code}/", "coordinator")
    Sanction.objects.update(ends_at=staffed.now - timedelta(seconds=1))
    assert "No limit is in force" in text(staffed, "/centre/desk/limits/", "coordinator")


def test_what_was_decided_is_listed_for_ninety_days(staffed: World, words) -> None:
    case = taken(staffed, told(staffed, words))
    assert "Nothing was decided yet" in text(staffed, "/centre/desk/settled/")
    cases.decide_case(actor=staffed.manager, case=case, decision="talked", note="x", now=staffed.now)
    page = text(staffed, "/centre/desk/settled/")
    assert f"/centre/desk/{case.code}/" in page
    assert "We spoke with the person" in page
    Case.objects.update(decided_at=staffed.now - timedelta(days=91))
    assert "Nothing was decided yet" in text(staffed, "/centre/desk/settled/")


@pytest.mark.parametrize("name", ["limits", "settled"])
def test_long_lists_come_in_pages(staffed: World, words, name) -> None:
    for number in range(31):
        one = somebody(staffed, f"one-{number}")
        case = taken(staffed, told(staffed, replace(words, person=one), by=somebody(staffed, f"by-{number}")))
        limits.set_limit(
            actor=staffed.manager, case=case, step="rest", days=3, words="Rest.", now=staffed.now
        )
    first, second = (text(staffed, f"/centre/desk/{name}/?page={page}") for page in (1, 2))
    assert first.count('<a class="grow"') == 30
    assert second.count('<a class="grow"') == 1


def test_a_person_sees_no_limit_of_their_own_on_the_list(staffed: World) -> None:
    lasting = {"step": "rest", "confirmed_at": staffed.now, "ends_at": staffed.now + timedelta(days=1)}
    Sanction.objects.create(
        user=staffed.manager, centre=staffed.centre, words="Rest.", made_by=staffed.coordinator, **lasting
    )
    assert "No limit is in force" in text(staffed, "/centre/desk/limits/", "manager")
