"""The words of a suggestion, and what its score counts."""

from dataclasses import replace
from datetime import date, time
from zoneinfo import ZoneInfo

import pytest

from mentoring import fit
from mentoring.customs import Kind, word_for
from mentoring.free_hours import ALWAYS, Span, quarters
from mentoring.hard_rules import MenteeFacts, MentorFacts

MONDAY, KARACHI = date(2026, 11, 16), ZoneInfo("Asia/Karachi")
EVENINGS = quarters([Span(1, time(19), time(21)), Span(3, time(19), time(20))], KARACHI, MONDAY)
MENTEE = MenteeFacts(
    person=2, kinds=("mentor",), languages=("pa", "en"), hours=EVENINGS, pathways=frozenset(["secular"]),
    wants_medicine=True, hopes=frozenset(["work", "family"]), ways=frozenset(["phone"]),
)  # fmt: skip
MENTOR = MentorFacts(
    person=1, kinds=("mentor",), languages=("pa",), pathways=frozenset(["secular", "any"]), hours=EVENINGS,
    places=3, welcomes_medicine=True, days=1200, hopes=frozenset(["work"]), ways=frozenset(["phone", "here"]),
)  # fmt: skip


def test_in_words():
    said = fit.sentences(fit.reasons(MENTEE, MENTOR, KARACHI, MONDAY), {"secular": "Without religion"})
    assert said == [
        "Speaks Punjabi.",
        "Free when you are: Tuesday evening 7:00 to night 9:00 · Thursday evening 7:00 to 8:00.",
        "3 years on their own path.",
        "On the same path: Without religion.",
        "Welcomes medicine as part of the path.",
        "Knows about: Work and study.",
        "You can talk: By phone.",
    ]


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (range(7), "every day evening 6:00 to 8:00"),
        ([0, 2, 4], "Monday, Wednesday, Friday evening 6:00 to 8:00"),
    ],
)
def test_days_with_the_same_hours_stand_together(days, said):
    free = quarters([Span(day, time(18), time(20)) for day in days], KARACHI, MONDAY)
    stored = fit.reasons(replace(MENTEE, hours=free), replace(MENTOR, hours=free), KARACHI, MONDAY)
    assert fit.sentences(stored, {})[1] == f"Free when you are: {said}."


def test_what_does_not_hold_is_not_said():
    other = replace(
        MENTOR, pathways=frozenset(["any"]), days=200, hopes=frozenset(), ways=frozenset(), hours=ALWAYS
    )
    mentee = replace(MENTEE, wants_medicine=False, hours=ALWAYS)
    assert [code for code, _values in fit.reasons(mentee, other, KARACHI, MONDAY)] == ["languages", "always"]
    assert fit.sentences([["always", []]], {}) == ["Free at any time, like you."]


@pytest.mark.parametrize(
    "less",
    [
        {"hopes": frozenset()},
        {"ways": frozenset()},
        {"days": 365},
        {"pathways": frozenset()},
        {"hours": 0b1111 << 60},
    ],
)
def test_less_in_common_is_a_lower_score(less):
    assert fit.score(MENTEE, replace(MENTOR, **less)) < fit.score(MENTEE, MENTOR)


def test_being_found_outweighs_the_best_fit():
    assert fit.value(MENTEE, MENTOR) > fit.FOUND >= fit.MOST


@pytest.mark.parametrize(
    ("kind", "guide", "word"),
    [
        (Kind.MENTOR, "", "Mentor"),
        (Kind.MENTOR, "sponsor", "Sponsor"),
        (Kind.MENTOR, "practice_partner", "Practice partner"),
        (Kind.MENTOR, "facilitator", "Guide"),
        (Kind.COACH, "sponsor", "Recovery coach"),
    ],
)
def test_a_pathway_has_its_own_word(kind, guide, word):
    assert word_for(kind, guide) == word
