"""A round: worked out by a job, proved, looked at, shown; one arrival more; people decide."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from ledger.models import AuditEntry
from mentoring.models import Round, Suggestion
from mentoring.services import pooling, requests, rounds
from notifications.models import Notice
from recovery_network.common.errors import DomainError
from safeguarding.services import blocks
from tests.mentoring import people
from tests.mentoring.people import EVENINGS, wished


@pytest.fixture
def round_of(centre, coordinator, now):
    def make():
        made = rounds.start_round(actor=coordinator, centre=centre, now=now)
        rounds.work_on(made.pk, now)
        made.refresh_from_db()
        return made

    return make


def firsts(round):
    return dict(round.suggestions.filter(position=1).values_list("request", "mentor"))


def test_the_whole_pool_and_not_first_come(centre, now, round_of):
    """The first could have either; the second only one of them."""
    both, one = people.mentor(centre, now, places=1), people.mentor(centre, now, places=1, gender="man")
    first = people.request(centre, now, days=9, hopes=[])
    second = people.request(centre, now, days=2, meets="women")
    round = round_of()
    assert firsts(round) == {second.pk: both.pk, first.pk: one.pk}
    assert (round.state, round.people, round.found, round.done, round.is_proved) == ("ready", 2, 2, 2, True)
    assert set(round.suggestions.values_list("state", flat=True)) == {"prepared"}
    assert not Notice.objects.filter(kind="mentoring.suggested").exists()


def test_of_equals_who_waited_longest_is_seated(centre, now, round_of):
    people.mentor(centre, now, places=1)
    people.request(centre, now, days=2)
    longest = people.request(centre, now, days=40)
    people.request(centre, now, days=9)
    assert set(firsts(round_of())) == {longest.pk}


def test_up_to_three_with_reasons(centre, now, round_of):
    for _each in range(5):
        people.mentor(centre, now)
    request = people.request(centre, now)
    made = list(round_of().suggestions.all())
    assert [each.position for each in made] == [1, 2, 3]
    assert {each.request_id for each in made} == {request.pk}
    assert dict(made[0].reasons)["languages"] == ["bn"]
    assert dict(made[0].reasons)["hopes"] == ["work"]


def test_shown_to_those_who_choose_for_themselves(centre, coordinator, now, round_of):
    people.mentor(centre, now)
    chooses = people.request(centre, now)
    together = people.request(centre, now, chooser="centre")
    rounds.show_round(actor=coordinator, round=round_of(), now=now)
    states = dict(Suggestion.objects.filter(position=1).values_list("request", "state"))
    assert states == {chooses.pk: "shown", together.pk: "prepared"}
    told = Notice.objects.filter(kind="mentoring.suggested").values_list("recipient", flat=True)
    assert list(told) == [chooses.user_id]
    assert AuditEntry.objects.filter(verb="mentoring.show_round").count() == 1


def test_dropped_leaves_nothing(centre, coordinator, now, round_of):
    people.mentor(centre, now)
    people.request(centre, now)
    round = round_of()
    rounds.drop_round(actor=coordinator, round=round, now=now)
    assert not Suggestion.objects.exists()
    with pytest.raises(DomainError, match="moved on"):
        rounds.show_round(actor=coordinator, round=round, now=now)


def test_asked_twice_it_is_one_round(centre, coordinator, now):
    one = rounds.start_round(actor=coordinator, centre=centre, now=now)
    assert rounds.start_round(actor=coordinator, centre=centre, now=now) == one
    with pytest.raises(IntegrityError), transaction.atomic():
        Round.objects.create(centre=centre)


def test_a_killed_worker_costs_time_and_nothing_else(centre, coordinator, now):
    made = rounds.start_round(actor=coordinator, centre=centre, now=now)
    Round.objects.filter(pk=made.pk).update(lease_until=now + rounds.LEASE)
    assert rounds.work_on_waiting(now + timedelta(minutes=1)) == 0
    assert rounds.work_on_waiting(now + timedelta(minutes=11)) == 1
    made.refresh_from_db()
    assert made.state == "ready"


def test_a_round_without_proof_is_not_ready(centre, now, round_of, monkeypatch, caplog):
    monkeypatch.setattr(pooling, "is_proved", lambda pool, kept: False)
    people.mentor(centre, now)
    people.request(centre, now)
    assert round_of().state == "failed"
    assert "certificate" in caplog.text
    assert not Suggestion.objects.exists()


def test_progress_is_counted(centre, now, round_of, monkeypatch):
    heard = []
    monkeypatch.setattr(rounds, "PROGRESS_EVERY", 1)
    real = pooling.whole_pool

    def listening(gathered, moment, progress):
        return real(gathered, moment, lambda done: (heard.append(done), progress(done)))

    monkeypatch.setattr(pooling, "whole_pool", listening)
    people.mentor(centre, now)
    for _each in range(3):
        people.request(centre, now)
    assert round_of().done == 3
    assert heard == [1, 2, 3]


def test_blocked_paused_full_and_other_centres_are_never_suggested(centre, coordinator, now, round_of):
    request = people.request(centre, now)
    blocked, blocking = people.mentor(centre, now), people.mentor(centre, now)
    blocks.block(actor=request.user, person=blocked.user, now=now)
    blocks.block(actor=blocking.user, person=request.user, now=now)
    people.mentor(centre, now, paused_at=now)
    people.mentor(centre, now, state="applied")
    people.mentor(people.centre("South House"), now)
    full = people.mentor(centre, now, places=1)
    people.suggestion(people.request(centre, now), full, now, state="asked")
    people.mentor(centre, now, user=request.user)
    gone = people.mentor(centre, now)
    gone.user.memberships.update(joined_at=now, left_at=now)
    people.mentor(centre, now, expires_on=now.date() - timedelta(days=1))
    assert firsts(round_of()) == {}


# --- One arrival ------------------------------------------------------------------------------------


def arrive(request, now):
    made = rounds.place_arrival(request.pk, now)
    return made, Round.objects.get(pk=request.suggestions.first().round_id) if made else None


def test_an_arrival_is_added_to_what_stands(centre, coordinator, now, round_of):
    near, far = people.mentor(centre, now, places=1), people.mentor(centre, now, places=1, hopes=[])
    first = people.request(centre, now)
    rounds.show_round(actor=coordinator, round=round_of(), now=now)
    second = people.request(centre, now, hopes=[])
    made, round = arrive(second, now)
    assert made == 2
    assert round.pool["assignment"] == {first.code: near.code, second.code: far.code}
    assert second.suggestions.get(position=1).state == "prepared"


def test_an_arrival_sees_who_came_and_went_meanwhile(centre, coordinator, now, round_of):
    gone = people.mentor(centre, now, places=1)
    first = people.request(centre, now)
    rounds.show_round(actor=coordinator, round=round_of(), now=now)
    type(gone).objects.filter(pk=gone.pk).update(paused_at=now, places=2)
    new = people.mentor(centre, now, places=1)
    requests.withdraw(actor=first.user, request=first, now=now)
    second = people.request(centre, now)
    _made, round = arrive(second, now)
    assert round.pool["assignment"] == {second.code: new.code}
    assert set(round.pool["scores"]) == {second.code}


def test_who_asks_again_with_other_wishes_is_placed_anew(centre, coordinator, now, round_of):
    people.mentor(centre, now)
    request = people.request(centre, now)
    rounds.show_round(actor=coordinator, round=round_of(), now=now)
    requests.ask(actor=request.user, centre=centre, fields=wished(meets="men"), hours=EVENINGS, now=now)
    assert rounds.place_arrival(request.pk, now) == 0
    assert Round.objects.get().pool["assignment"] == {}


def test_without_a_round_an_arrival_waits_for_one(centre, now):
    people.mentor(centre, now)
    assert rounds.place_arrival(people.request(centre, now).pk, now) == 0


def test_old_pools_and_lapsed_suggestions_are_forgotten(centre, coordinator, now, round_of):
    people.mentor(centre, now)
    people.request(centre, now)
    rounds.show_round(actor=coordinator, round=round_of(), now=now)
    Suggestion.objects.update(state="lapsed", answered_at=now)
    assert rounds.forget_old(now + timedelta(days=29)) == 0
    assert rounds.forget_old(now + timedelta(days=31)) == 2
    assert Round.objects.get().pool == {}
