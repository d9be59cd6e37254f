"""No suggestion breaks a hard rule, and what it says is true: asked again with other code."""

from dataclasses import replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings

from mentoring import fit, free_hours
from mentoring.hard_rules import Between, MenteeFacts, MentorFacts, Refusal, allows, kind_of, refusals
from mentoring.matching import best_pool
from tests.mentoring.pools import EVENING, MORNING, SHORT, Maker, pools

MONDAY = date(2026, 11, 16)
DHAKA = ZoneInfo("Asia/Dhaka")
MENTOR = MentorFacts(
    person=1, kinds=("mentor",), languages=("en", "ur"), pathways=frozenset(["secular"]), hours=EVENING,
    places=1, gender="woman", days=4000, welcomes_medicine=True,
)  # fmt: skip
MENTEE = MenteeFacts(person=2, kinds=("mentor",), languages=("ur",), hours=EVENING, gender="woman")
TWO = frozenset([frozenset([1, 2])])


def test_nothing_keeps_these_two_apart():
    assert refusals(MENTEE, MENTOR, Between()) == []
    assert allows(MENTEE, MENTOR, Between())


@pytest.mark.parametrize(
    ("code", "mentee", "mentor", "between"),
    [
        (Refusal.NOT_APPROVED, {}, {"is_approved": False}, {}),
        (Refusal.PAUSED, {}, {"is_paused": True}, {}),
        (Refusal.SAME_PERSON, {"person": 1}, {}, {}),
        (Refusal.LOOKED_AT, {"is_looked_at": True}, {}, {}),
        (Refusal.LOOKED_AT, {}, {"is_looked_at": True}, {}),
        (Refusal.PLACES, {}, {"places": 0}, {}),
        (Refusal.KIND, {"kinds": ("sponsor",)}, {}, {}),
        (Refusal.KIND, {}, {"kinds": ("coach", "practice")}, {}),
        (Refusal.FAMILY, {}, {"kinds": ("mentor", "family")}, {}),
        (Refusal.FAMILY, {"kinds": ("mentor", "family")}, {}, {}),
        (Refusal.FAMILY, {"kinds": ("family",)}, {"kinds": ("family", "mentor")}, {}),
        (Refusal.FAMILY, {"kinds": ("family", "mentor")}, {"kinds": ("family",)}, {}),
        (Refusal.FAMILY, {"kinds": ("family", "coach")}, {"kinds": ("coach", "family")}, {}),
        (Refusal.GENDER, {"meets": "men"}, {}, {}),
        (Refusal.GENDER, {"meets": "women"}, {"gender": ""}, {}),
        (Refusal.GENDER, {"meets": "women"}, {"gender": "other"}, {}),
        (Refusal.MENTOR_GENDER, {}, {"meets": "men"}, {}),
        (Refusal.MENTOR_GENDER, {"gender": ""}, {"meets": "women"}, {}),
        (Refusal.LANGUAGE, {"languages": ("bn",)}, {}, {}),
        (Refusal.LANGUAGE, {}, {"languages": ("en",)}, {}),
        (Refusal.PATHWAY, {"pathways": frozenset(["medicine"])}, {}, {}),
        (Refusal.MEDICINE, {"wants_medicine": True}, {"welcomes_medicine": False}, {}),
        (Refusal.TIME, {"least_days": 5000}, {}, {}),
        (Refusal.TIME, {}, {"days": 364}, {"least_days": {"mentor": 365}}),
        (Refusal.TIME, {}, {"days": None}, {"least_days": {"mentor": 365}}),
        (Refusal.HOURS, {"hours": MORNING}, {}, {}),
        (Refusal.HOURS, {"hours": SHORT}, {}, {}),
        (Refusal.APART, {}, {}, {"apart": {1: frozenset([2])}}),
        (Refusal.APART, {}, {}, {"apart": {2: frozenset([1])}}),
        (Refusal.NOT_WITH, {}, {}, {"not_with": TWO}),
        (Refusal.HOUSEHOLD, {}, {}, {"household": TWO}),
        (Refusal.EMPLOYER, {}, {}, {"employer": TWO}),
        (Refusal.SAID_NO, {}, {}, {"said_no": TWO}),
    ],
)
def test_one_thing_keeps_them_apart_and_has_words(code, mentee, mentor, between):
    found = refusals(replace(MENTEE, **mentee), replace(MENTOR, **mentor), Between(**between))
    assert found == [code]
    assert str(code.label).endswith(".")


def test_a_block_reads_like_any_other_wish():
    """Whoever explains must not tell who blocked whom, or that somebody did."""
    assert Refusal.APART.label == Refusal.NOT_WITH.label


@pytest.mark.parametrize(
    ("mentee", "mentor"),
    [
        ({"meets": "women"}, {}),
        ({}, {"meets": "women"}),
        ({"gender": "man", "meets": "women"}, {"meets": "men"}),
        ({"pathways": frozenset(["any"])}, {}),
        ({"pathways": frozenset(["medicine"])}, {"pathways": frozenset()}),
        ({"pathways": frozenset(["medicine"])}, {"pathways": frozenset(["any"])}),
        ({"wants_medicine": True}, {}),
        ({"kinds": ("sponsor", "mentor")}, {}),
        ({"kinds": ("family",)}, {"kinds": ("family",)}),
    ],
)
def test_these_may_meet(mentee, mentor):
    assert refusals(replace(MENTEE, **mentee), replace(MENTOR, **mentor), Between()) == []


def test_the_kind_is_the_first_wish_whose_time_is_enough():
    both = replace(MENTOR, kinds=("practice", "sponsor"), days=100)
    asks = replace(MENTEE, kinds=("sponsor", "practice"))
    assert kind_of(asks, both, Between(least_days={"sponsor": 365, "practice": 0})) == "practice"
    assert kind_of(asks, both, Between(least_days={"sponsor": 90})) == "sponsor"


# --- A thousand pools -------------------------------------------------------------------------------


@given(pools())
@settings(max_examples=1000, deadline=None)
def test_no_hard_rule_is_ever_broken_and_every_reason_is_true(drawn):
    offering, asking, between = drawn
    scores = {
        mentee.person: {
            mentor.person: fit.value(mentee, mentor) for mentor in offering if allows(mentee, mentor, between)
        }
        for mentee in asking
    }
    places = {mentor.person: mentor.places for mentor in offering if mentor.places}
    pool = best_pool(places, scores, {mentee.person: 1 for mentee in asking})
    mentors = {mentor.person: mentor for mentor in offering}
    for mentee in asking:
        offered = [person for _lost, person in pool.losses(mentee.person)]
        if pool.mentor_of(mentee.person) is not None:
            assert pool.mentor_of(mentee.person) == offered[0]
        for person in offered:
            assert_rules_hold(mentee, mentors[person], between)
            assert_reasons_are_true(mentee, mentors[person])
    for mentor in offering:
        kept = set(scores) - {each for each, possible in scores.items() if mentor.person in possible}
        for mentee in asking:
            if mentee.person in kept:
                assert refusals(mentee, mentor, between) != []


def assert_rules_hold(mentee, mentor, between):
    """Written again, in plain words, without asking hard_rules."""
    two = frozenset([mentee.person, mentor.person])
    assert len(two) == 2
    assert mentor.is_approved
    assert not any([mentor.is_paused, mentor.is_looked_at, mentee.is_looked_at])
    assert mentor.places > 0
    assert {"women": mentor.gender == "woman", "men": mentor.gender == "man"}.get(str(mentee.meets), True)
    assert {"women": mentee.gender == "woman", "men": mentee.gender == "man"}.get(str(mentor.meets), True)
    assert any(language in mentor.languages for language in mentee.languages)
    if mentee.pathways and mentor.pathways and "any" not in mentee.pathways and "any" not in mentor.pathways:
        assert mentee.pathways & mentor.pathways
    assert mentor.welcomes_medicine or not mentee.wants_medicine
    assert bin(mentee.hours & mentor.hours).count("1") >= 3
    times = [
        max(mentee.least_days, between.least_days.get(kind, 0))
        for kind in mentee.kinds
        if kind in mentor.kinds
    ]
    assert times
    sides = [{kind == "family" for kind in each.kinds} for each in (mentee, mentor)]
    assert sides in ([{True}, {True}], [{False}, {False}])
    assert min(times) <= (mentor.days or 0)
    for pairs in (between.not_with, between.household, between.employer, between.said_no):
        assert two not in pairs
    for one, other in ((mentee.person, mentor.person), (mentor.person, mentee.person)):
        assert other not in between.apart.get(one, ())


def assert_reasons_are_true(mentee, mentor):
    said = dict(fit.reasons(mentee, mentor, DHAKA, MONDAY))
    assert 1 <= fit.score(mentee, mentor) <= fit.MOST
    assert set(said["languages"]) == set(mentee.languages) & set(mentor.languages)
    assert ("always" in said) == (mentee.hours & mentor.hours == free_hours.ALWAYS)
    for days, begin, end in said.get("hours", []):
        first, last = fit.datetime.fromisoformat(begin), fit.datetime.fromisoformat(end)
        assert days[0] == first.weekday()
        for day in days:
            later = timedelta(days=day - days[0])
            assert both_free(mentee, mentor, first + later, last + later)
    assert said.get("years", [0]) == [(mentor.days or 0) // 365]
    assert set(said.get("pathways", [])) == (mentee.pathways & mentor.pathways) - {"any"}
    assert ("medicine" in said) == (mentee.wants_medicine and mentor.welcomes_medicine)
    assert set(said.get("hopes", [])) == mentee.hopes & mentor.hopes
    assert set(said.get("ways", [])) == mentee.ways & mentor.ways
    assert len(fit.sentences(said.items(), {})) == len(said)


def both_free(mentee, mentor, begin, end):
    """Each quarter from begin to end is in both weeks."""
    origin = fit.datetime.combine(MONDAY, fit.datetime.min.time(), free_hours.UTC)
    first, last = (begin - origin) // free_hours.QUARTER, (end - origin) // free_hours.QUARTER
    bits = [quarter % free_hours.WEEK for quarter in range(first, last)]
    return bits != [] and all(facts.hours >> bit & 1 for bit in bits for facts in (mentee, mentor))


def test_the_pools_are_worth_asking():
    """Many pairs are offered, and each rule keeps some apart: the thousand pools say something."""
    offered, codes = 0, set()
    for seed in range(150):
        offering, asking, between = Maker(seed).pool()
        for mentee in asking:
            for mentor in offering:
                found = refusals(mentee, mentor, between)
                offered += not found
                codes.update(found)
    assert offered > 50
    assert codes == set(Refusal)
