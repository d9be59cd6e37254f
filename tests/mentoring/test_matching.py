"""The best use of all places: against trying everything, with its proof, as people come and go."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentoring.certificate import faults
from mentoring.matching import MOST, SCALE, Pool, best_pool


class World:
    """What a pool was told, kept beside it, so that the proof is asked with numbers of our own."""

    def __init__(self, places, scores, waited):
        self.places, self.scores, self.waited = places, scores, waited
        self.pool = best_pool(places, scores, waited)

    def faults(self):
        proof = self.pool.certificate()
        return faults(
            places=self.places,
            scores=self.scores,
            waited=self.waited,
            assignment=self.pool.assignment(),
            gains=proof.gains,
            prices=proof.prices,
            scale=SCALE,
        )

    def mentee_comes(self, key, scores, waited=0):
        self.scores[key], self.waited[key] = scores, waited
        self.pool.add_mentee(key, scores, waited)

    def mentee_goes(self, key):
        del self.scores[key]
        self.pool.remove_mentee(key)

    def mentor_comes(self, key, places, scores):
        self.places[key] = places
        for mentee, score in scores.items():
            self.scores[mentee] = self.scores[mentee] | {key: score}
        self.pool.add_mentor(key, places, scores)

    def mentor_goes(self, key):
        del self.places[key]
        self.scores = {
            mentee: {mentor: score for mentor, score in possible.items() if mentor != key}
            for mentee, possible in self.scores.items()
        }
        self.pool.remove_mentor(key)


def try_everything(places, scores, waited):
    """The greatest sum, and the longest waits it can seat, by looking at every assignment."""
    mentees = list(scores)

    def best(number, left, total, seated):
        if number == len(mentees):
            return total, sorted((waited[each] for each in seated), reverse=True)
        mentee = mentees[number]
        found = [best(number + 1, left, total, seated)]
        for mentor, score in scores[mentee].items():
            if left[mentor]:
                after = left | {mentor: left[mentor] - 1}
                found.append(best(number + 1, after, total + score, [*seated, mentee]))
        return max(found)

    return best(0, dict(places), 0, [])


@st.composite
def small_worlds(draw):
    mentors = [f"m{number}" for number in range(draw(st.integers(1, 4)))]
    places = {mentor: draw(st.integers(1, 2)) for mentor in mentors}
    possible = st.dictionaries(st.sampled_from(mentors), st.integers(1, 4), max_size=4)
    scores = dict(enumerate(draw(st.lists(possible, max_size=6))))
    # Everybody has waited a day at least: a seat is worth more than none.
    waited = {mentee: draw(st.integers(1, 40)) for mentee in scores}
    return places, scores, waited


@given(small_worlds())
@settings(max_examples=200, deadline=None)
def test_equals_trying_everything_and_is_proved(drawn):
    world = World(*drawn)
    seated = world.pool.assignment()
    waits = sorted((world.waited[mentee] for mentee in seated), reverse=True)
    assert (world.pool.total(), waits) == try_everything(*drawn)
    assert world.faults() == []


@given(small_worlds(), st.randoms(use_true_random=False))
@settings(max_examples=100, deadline=None)
def test_stays_best_as_people_come_and_go(drawn, chance):
    world = World(*drawn)
    for step in range(8):
        change_something(world, chance, step)
        assert world.faults() == []
    expected = try_everything(world.places, world.scores, world.waited)[0]
    assert world.pool.total() == expected


def change_something(world, chance, step):
    def some(keys):
        return {key: chance.randint(1, 4) for key in keys if chance.random() < 0.6}

    deed = chance.choice(["mentee goes", "mentor goes", "mentor comes", "mentee comes"])
    if deed == "mentee goes" and world.scores:
        world.mentee_goes(chance.choice(list(world.scores)))
    elif deed == "mentor goes" and world.places:
        world.mentor_goes(chance.choice(list(world.places)))
    elif deed == "mentor comes":
        world.mentor_comes(f"late {step}", chance.randint(1, 3), some(world.scores))
    elif len(world.scores) < 7:
        world.mentee_comes(f"late {step}", some(world.places), chance.randint(0, 9))


@pytest.mark.parametrize(("mentees", "mentors", "places"), [(300, 300, 1), (400, 150, 2), (200, 300, 1)])
def test_hundreds_are_proved_too_and_one_arrival_keeps_the_proof(mentees, mentors, places):
    chance = random.Random(mentees + mentors)

    def possible():
        return {mentor: chance.randint(1, 1000) for mentor in chance.sample(range(mentors), 20)}

    scores = {mentee: possible() for mentee in range(mentees)}
    world = World(
        dict.fromkeys(range(mentors), places), scores, {each: chance.randint(0, 90) for each in scores}
    )
    assert world.faults() == []
    for late in range(20):
        world.mentee_comes(f"late {late}", possible())
    assert world.faults() == []


def test_not_first_come():
    """The first could take the only mentor the second has; the whole gains when they do not."""
    pool = best_pool({"a": 1, "b": 1}, {"first": {"a": 9, "b": 8}, "second": {"a": 9}}, {})
    assert pool.assignment() == {"first": "b", "second": "a"}
    assert pool.total() == 17


def test_of_equals_the_longest_waiting_is_seated():
    equal = {"new": {"a": 5}, "long": {"a": 5}, "middle": {"a": 5}}
    pool = best_pool({"a": 2}, equal, {"new": 0, "long": 90, "middle": 30})
    assert set(pool.assignment()) == {"long", "middle"}
    better = best_pool({"a": 1}, {"new": {"a": 6}, "long": {"a": 5}}, {"new": 0, "long": 900})
    assert set(better.assignment()) == {"new"}


@given(small_worlds())
@settings(max_examples=100, deadline=None)
def test_no_choice_costs_everybody_less_than_was_said(drawn):
    places, scores, waited = drawn
    pool = best_pool(places, scores, waited)
    for mentee, possible in scores.items():
        for lost, mentor in pool.losses(mentee):
            others = {key: offers for key, offers in scores.items() if key != mentee}
            left = places | {mentor: places[mentor] - 1}
            forced = try_everything(left, others, waited)[0] + possible[mentor]
            assert forced <= pool.total() - lost


def test_the_mentor_somebody_has_stands_first():
    alone = best_pool({"a": 2, "b": 2}, {"one": {"a": 9, "b": 7}}, {})
    assert alone.losses("one") == [(0, "a"), (2, "b")]


def test_progress_counts_everybody():
    heard = []
    best_pool({"a": 1}, {"one": {"a": 1}, "two": {}}, {}, progress=heard.append)
    assert heard == [1, 2]


def test_what_cannot_be_is_refused():
    pool = best_pool({"a": 1}, {"one": {"a": 3}}, {})
    for wrong in (0, -1):
        with pytest.raises(ValueError, match="at least one place"):
            pool.add_mentor("none", wrong)
    with pytest.raises(ValueError, match="comes once"):
        pool.add_mentor("a", 1)
    with pytest.raises(ValueError, match="comes once"):
        pool.add_mentee("one", {})
    with pytest.raises(ValueError, match="below SCALE"):
        pool.add_mentee("two", {}, SCALE)
    for wrong in (0, -3, MOST + 1):
        with pytest.raises(ValueError, match="score"):
            Pool.add_mentee(best_pool({"a": 1}, {}, {}), "two", {"a": wrong})
