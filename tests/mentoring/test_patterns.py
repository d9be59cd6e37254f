"""Many newcomers and one account: what is an approach in pairings, and what is an answer."""

from datetime import timedelta

import pytest

from mentoring.models import Pair
from mentoring.services import calls, partners, suggestions, walks
from safeguarding.models import Case, NewcomerContact
from tests.mentoring import people
from tests.mentoring.test_calls import ask, peer, say
from tests.mentoring.test_partners import met
from tests.mentoring.test_suggestions import answer, hello
from tests.mentoring.test_walks import step_back, walking


@pytest.fixture
def known(centre, now):
    """Somebody who has been here for long."""
    return people.person(centre, created_at=now - timedelta(days=400))


def hello_to_a_new_mentor(person, centre, now):
    wish = people.request(centre, now, user=person)
    shown = hello(people.suggestion(wish, people.mentor(centre, now), now), now)
    suggestions.pass_by(actor=person, suggestion=shown, now=now)
    wish.state, wish.ended_at = "withdrawn", now
    wish.save()


def again_with_a_new_mentee(person, centre, now):
    mentor = person.mentoring.first() or people.mentor(centre, now, user=person, places=9)
    pair = walking(centre, now, mentor=mentor)
    pair = step_back(pair.mentee, pair, now)
    walks.walk_again(actor=person, pair=pair, now=now)


def code_to_a_newcomer(person, centre, now):
    two = met(centre, now, one=person)
    partners.end(actor=person, partners=two, now=now)


def beside_a_new_mentee(person, centre, now):
    mentor = person.mentoring.first() or people.mentor(centre, now, user=person, places=9)
    two = partners.ask_beside(actor=person, pair=walking(centre, now, mentor=mentor), now=now)
    partners.end(actor=person, partners=two, now=now)


WAYS = [hello_to_a_new_mentor, again_with_a_new_mentee, code_to_a_newcomer, beside_a_new_mentee]


@pytest.mark.parametrize("way", WAYS)
def test_the_third_newcomer_of_two_weeks_is_seen_by_staff(centre, now, known, way):
    for _each in range(2):
        way(known, centre, now)
    assert not Case.objects.exists()
    assert NewcomerContact.objects.filter(sender=known, let_through=True).count() == 2
    way(known, centre, now)
    case = Case.objects.get()
    assert (case.about, case.raised, case.centre) == (known, 3, centre)


def test_all_ways_are_counted_together(centre, now, known):
    for way in WAYS[:2]:
        way(known, centre, now)
    assert not Case.objects.exists()
    code_to_a_newcomer(known, centre, now)
    assert Case.objects.get().about == known


def test_a_newcomer_who_looks_for_a_mentor_approaches_nobody(centre, now):
    person = people.person(centre)
    for _each in range(3):
        hello_to_a_new_mentor(person, centre, now)
    assert not NewcomerContact.objects.exists()


def test_a_mentor_who_says_yes_to_newcomers_answers_them(centre, now, known):
    mentor = people.mentor(centre, now, user=known, places=9)
    for _each in range(4):
        shown = people.suggestion(people.request(centre, now), mentor, now)
        hello(shown, now)
        answer(shown, now)
    assert Pair.objects.count() == 4
    assert not NewcomerContact.objects.filter(sender=known).exists()
    assert not Case.objects.exists()


def test_who_is_there_for_newcomers_that_call_answers_them(centre, now, known):
    peer(centre, now, user=known, most_a_day=5)
    for _each in range(4):
        call = say(known, ask(centre, now), now)
        calls.end_call(actor=known, call=call, now=now)
    assert not Case.objects.exists()
