"""A limit on one of two people: both rest at once, nobody reads why, and staff alone let them go on."""

from datetime import timedelta

import pytest

from ledger.models import AuditEntry
from mentoring.models import Look, Pair
from mentoring.services import endings, looks, oversight, resting, walks
from notifications.models import Notice
from recovery_network.common.errors import DomainError, NotAllowed
from safeguarding.models import Case, Sanction
from safeguarding.services import blocks, limits
from tests.mentoring import people
from tests.mentoring.test_walks import agree, begun, live_seats, walking


def limit(centre, on, now, step="rest", days=3):
    """As staff set it, on a case of their own."""
    by = people.person(centre, role="manager")
    case = Case.objects.create(
        centre=centre, about=on, about_subject=on.subject, is_urgent=True, opened_at=now, due_at=now,
        assigned_to=by, assigned_at=now,
    )  # fmt: skip
    return limits.set_limit(actor=by, case=case, step=step, days=days, words="Please rest.", now=now)


def lift(sanction, now):
    limits.lift_limit(actor=sanction.made_by, sanction=sanction, now=now)


def again(pair):
    return Pair.objects.get(pk=pair.pk)


def rows(coordinator, centre, now):
    seen = Pair.objects.visible_to(coordinator)
    return [
        (row.pair.pk, str(row.why), row.may_go_on)
        for row in oversight.resting(seen, coordinator, centre, now)
    ]


STANDS = "A limit stands on one of them"
OVER = "The limit on one of them is over. Talk with both first"


@pytest.mark.parametrize("who", ["mentee", "guide"])
@pytest.mark.parametrize("step", ["rest", "away"])
def test_both_rest_in_the_same_second(centre, coordinator, now, who, step):
    pair, other = walking(centre, now), walking(centre, now)
    limit(centre, getattr(pair, who), now, step)
    pair = again(pair)
    assert (pair.state, pair.paused_by, pair.paused_why, live_seats(pair)) == ("paused", None, "limit", 0)
    assert again(other).state == "active"
    told = Notice.objects.filter(kind="mentoring.paused")
    assert {notice.recipient for notice in told} == set(pair.two())
    assert Notice.objects.filter(recipient=coordinator, kind="mentoring.resting").count() == 1
    assert rows(coordinator, centre, now) == [(pair.pk, STANDS, False)]
    assert AuditEntry.objects.filter(verb="mentoring.pause_by_limit", object_id=str(pair.pk)).count() == 1


def test_a_talk_is_no_limit_and_another_centres_limit_is_nothing_to_know(centre, now):
    pair = walking(centre, now)
    limit(centre, pair.mentee, now, "word", 0)
    limit(people.centre("South House"), pair.mentee, now)
    assert again(pair).state == "active"


def test_a_limit_on_another_account_of_theirs(centre, now):
    pair, also = walking(centre, now), people.person(centre)
    limit(centre, also, now)
    manager = people.person(centre, role="manager")
    assert again(pair).state == "active"
    blocks.link_accounts(actor=manager, first=pair.guide, second=also, centre=centre, now=now)
    assert again(pair).paused_why == "limit"


def test_a_rest_of_their_own_is_not_theirs_to_end_any_more(centre, coordinator, now):
    pair = walks.pause(actor=(made := walking(centre, now)).mentee, pair=made, now=now)
    limit(centre, pair.guide, now)
    pair = again(pair)
    assert (pair.paused_by, pair.paused_why) == (None, "limit")
    assert Notice.objects.filter(kind="mentoring.paused").count() == 1
    with pytest.raises(NotAllowed):
        walks.go_on(actor=pair.mentee, pair=pair, now=now)


def test_the_end_of_a_limit_lets_nobody_go_on_by_itself(centre, coordinator, now):
    pair = walking(centre, now)
    set_on = limit(centre, pair.mentee, now)
    with pytest.raises(DomainError, match="still stands"):
        walks.go_on(actor=coordinator, pair=again(pair), now=now)
    lift(set_on, now)
    assert again(pair).state == "paused"
    assert rows(coordinator, centre, now) == [(pair.pk, OVER, True)]
    assert Notice.objects.filter(recipient=coordinator, kind="mentoring.resting").count() == 2
    for person in pair.two():
        with pytest.raises(NotAllowed):
            walks.go_on(actor=person, pair=again(pair), now=now)
    pair = walks.go_on(actor=coordinator, pair=again(pair), now=now)
    assert (pair.state, pair.paused_why, live_seats(pair)) == ("active", "", 2)
    assert rows(coordinator, centre, now) == []


def test_staff_hear_once_that_a_limit_ended_by_itself(centre, coordinator, now):
    pair, later = walking(centre, now), now + timedelta(days=4)
    limit(centre, pair.mentee, now)
    assert resting.say_what_is_over(now) == 0
    for _twice in range(2):
        assert resting.say_what_is_over(later) == 1
    assert Notice.objects.filter(recipient=coordinator, kind="mentoring.resting").count() == 2
    assert (again(pair).state, rows(coordinator, centre, later)) == ("paused", [(pair.pk, OVER, True)])


def test_nobody_begins_while_a_limit_stands_and_all_may_step_back(centre, now):
    pair, resting_one = begun(centre, now), walking(centre, now)
    limit(centre, pair.mentee, now)
    agree(pair.mentee, pair, now)
    with pytest.raises(DomainError, match="cannot be now"):
        agree(pair.guide, pair, now)
    limit(centre, resting_one.guide, now)
    given = {"somebody_else": True, "again_ok": True}
    ended = endings.step_back(actor=resting_one.mentee, pair=again(resting_one), now=now, **given)
    assert (ended.state, ended.paused_why) == ("ended", "")


def test_staff_read_their_own_pause_and_never_a_pair_of_their_own(centre, coordinator, now):
    pair = looks.pause_by_staff(actor=coordinator, pair=walking(centre, now), now=now)
    own = walking(centre, now, mentor=people.mentor(centre, now, user=coordinator))
    set_on = limit(centre, own.mentee, now)
    assert again(own).paused_why == "limit"
    assert rows(coordinator, centre, now) == [(pair.pk, "You asked both to rest", True)]
    assert not Notice.objects.filter(recipient=coordinator, kind="mentoring.resting").exists()
    lift(set_on, now)
    with pytest.raises(NotAllowed):
        walks.go_on(actor=coordinator, pair=again(own), now=now)


def test_a_coordinator_is_not_asked_to_look_at_a_pair_of_their_own(centre, coordinator, now):
    pair = walking(centre, now, mentor=people.mentor(centre, now, user=coordinator))
    another = people.person(centre, role="manager")
    looks.ask(actor=pair.mentee, pair=pair, words="Please look.", now=now)
    assert [each.recipient for each in Notice.objects.filter(kind="mentoring.look")] == [another]


def test_what_is_late_is_told_once_more(centre, coordinator, now):
    pair = walking(centre, now)
    looks.ask(actor=pair.mentee, pair=pair, words="", now=now)
    assert looks.say_what_is_late(now + timedelta(days=2)) == 0
    for _twice in range(2):
        assert looks.say_what_is_late(now + timedelta(days=3)) == 1
    assert Notice.objects.filter(recipient=coordinator, kind="mentoring.look").count() == 2
    looks.settle(actor=coordinator, look=Look.objects.get(), now=now)
    assert looks.say_what_is_late(now + timedelta(days=3)) == 0


def test_a_limit_that_waits_for_a_second_person_weighs_nothing_yet(centre, now):
    pair = walking(centre, now)
    set_on = limit(centre, pair.mentee, now, "for_good", 0)
    assert (again(pair).state, Sanction.objects.get().confirmed_at) == ("active", None)
    second = people.person(centre, role="manager")
    limits.confirm_limit(actor=second, sanction=set_on, now=now)
    assert again(pair).paused_why == "limit"
