"""Check-ins, goals, tools, the ten questions: each kept, changed, taken away, and only one's own."""

from datetime import date, timedelta

import pytest

from journey import barc10
from journey.charts import plot
from journey.models import CheckIn, Goal, Measure, Sheet, Step, Supporter, Wave
from journey.services import check_ins, goals, measures, toolbox
from recovery_network.common.errors import DomainError, NotAllowed
from tests.journey import making
from tests.journey.making import NOW, TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def heron():
    return making.person()


def test_one_check_in_a_day_of_the_persons_own_calendar(heron):
    check_ins.check_in(actor=heron, mood=1, now=NOW)
    check_ins.check_in(actor=heron, mood=4, craving=0, line="  Better  ", now=NOW)
    check_ins.check_in(actor=heron, sleep=2, now=NOW.replace(hour=18))  # midnight in Dhaka
    rows = CheckIn.objects.filter(user=heron).order_by("local_date")
    assert [(row.local_date, row.mood, row.craving, row.line) for row in rows] == [
        (TODAY, 4, 0, "Better"),
        (TODAY + timedelta(days=1), None, None, ""),
    ]


def test_an_empty_check_in_is_a_skip(heron):
    with pytest.raises(DomainError, match="skip for today"):
        check_ins.check_in(actor=heron, line=" ", now=NOW)


@pytest.mark.parametrize(
    ("answers", "hard"),
    [
        ({"mood": 1}, True),
        ({"mood": 2}, False),
        ({"craving": 7}, True),
        ({"craving": 6}, False),
        ({"mood": 5, "craving": 10}, True),
        ({"craving": 0}, False),
        ({"sleep": 1}, False),
    ],
)
def test_what_is_hard(answers, hard):
    assert CheckIn(**answers).is_hard is hard


def test_goals_are_never_missed_only_changed(heron):
    goal = goals.add_goal(actor=heron, words="Walk after work", until_on=TODAY, now=NOW)
    step = goals.add_step(actor=heron, goal=goal, words="Shoes by the door", now=NOW)
    goals.set_step(actor=heron, step=step, state="done", now=NOW)
    goal.refresh_from_db()
    assert goal.state == "doing"
    later = NOW + timedelta(days=3)
    changed = goals.change_goal(
        actor=heron, goal=goal, words=goal.words, until_on=TODAY, state="changed", now=later
    )
    assert changed.state == "changed"
    with pytest.raises(DomainError, match="This day is over"):
        goals.change_goal(
            actor=heron, goal=goal, words="x", until_on=date(2020, 1, 1), state="doing", now=later
        )
    goals.remove_goal(actor=heron, goal=goal, now=NOW)
    assert not Step.objects.exists()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"words": " "}, "few words"),
        ({"words": "x", "until_on": TODAY - timedelta(days=1)}, "is over"),
        ({"words": "x", "until_on": date.max}, "Check the year"),
    ],
)
def test_goals_that_cannot_be(heron, fields, words):
    with pytest.raises(DomainError, match=words):
        goals.add_goal(actor=heron, now=NOW, **fields)
    assert not Goal.objects.exists()


def test_there_is_one_plan_and_many_weighings(heron):
    for words in ("Tired", "Alone"):
        toolbox.add_sheet(actor=heron, kind="weigh", answers={"keep_good": words}, now=NOW)
    toolbox.add_sheet(actor=heron, kind="plan", answers={"signs": "Tired"}, now=NOW)
    with pytest.raises(DomainError, match="one already"):
        toolbox.add_sheet(actor=heron, kind="plan", answers={"signs": "Alone"}, now=NOW)
    assert [sheet.answers for sheet in Sheet.objects.filter(kind="plan")] == [{"signs": "Tired"}]
    assert Sheet.objects.filter(kind="weigh").count() == 2


def test_a_sheet_holds_only_its_own_questions(heron):
    sheet = toolbox.add_sheet(actor=heron, kind="weigh", answers={"keep_good": "Rest", "x": "y"}, now=NOW)
    assert sheet.answers == {"keep_good": "Rest"}
    with pytest.raises(DomainError, match="one of the fields"):
        toolbox.change_sheet(actor=heron, sheet=sheet, answers={"keep_good": " "}, now=NOW)
    sheet.refresh_from_db()
    assert sheet.answers == {"keep_good": "Rest"}


def test_a_sum_needs_all_ten(heron):
    kept = measures.take_measure(actor=heron, answers=[1, 2, 3, 4, 5, 6, 1, 2, 3, 4], language="en", now=NOW)
    assert kept.total == 31
    for answers in ([6] * 9, [6] * 11, [0] * 10, [7] * 10):
        with pytest.raises(DomainError, match="all ten"):
            measures.take_measure(actor=heron, answers=answers, language="en", now=NOW)
    measures.take_measure(actor=heron, answers=[6] * 10, language="ur", now=NOW)
    assert Measure.objects.get().total == 60


def test_the_published_instrument():
    """Ten statements, 1 to 6, 10 to 60; no bands and no verdict. Other words would be another measure."""
    assert [str(each) for each in barc10.STATEMENTS] == [
        "There are more important things to me in life than using substances.",
        "In general I am happy with my life.",
        "I have enough energy to complete the tasks I set myself.",
        "I am proud of the community I live in and feel part of it.",
        "I get lots of support from friends.",
        "I regard my life as challenging and fulfilling without the need for using drugs or alcohol.",
        "My living space has helped to drive my recovery journey.",
        "I take full responsibility for my actions.",
        "I am happy dealing with a range of professional people.",
        "I am making good progress on my recovery journey.",
    ]
    assert (barc10.sum_of([1] * 10), barc10.sum_of([6] * 10)) == (10, 60)
    assert [barc10.is_validated(code) for code in ("en", "en-gb", "ur", "bn")] == [True, True, False, False]


def test_what_is_anothers_stays_as_it_is(heron):
    making.filled(heron)
    other = making.person("Slow River")
    goal, step, sheet = Goal.objects.get(), Step.objects.get(), Sheet.objects.get(kind="plan")
    deeds = [
        lambda: goals.add_step(actor=other, goal=goal, words="x", now=NOW),
        lambda: goals.set_step(actor=other, step=step, state="done", now=NOW),
        lambda: goals.remove_step(actor=other, step=step, now=NOW),
        lambda: goals.remove_goal(actor=other, goal=goal, now=NOW),
        lambda: toolbox.change_sheet(actor=other, sheet=sheet, answers={"signs": "x"}, now=NOW),
        lambda: toolbox.remove_sheet(actor=other, sheet=sheet, now=NOW),
        lambda: toolbox.remove_wave(actor=other, wave=Wave.objects.get(), now=NOW),
        lambda: toolbox.remove_supporter(actor=other, supporter=Supporter.objects.get(), now=NOW),
        lambda: check_ins.remove_check_in(actor=other, check_in=CheckIn.objects.get(), now=NOW),
        lambda: measures.remove_measure(actor=other, measure=Measure.objects.get(), now=NOW),
    ]
    for deed in deeds:
        with pytest.raises(NotAllowed):
            deed()
    guest = making.person(is_guest=True, guest_until=NOW)
    with pytest.raises(NotAllowed):
        check_ins.check_in(actor=guest, mood=3, now=NOW)


def test_a_line_is_drawn_inside_its_frame():
    days = [(TODAY + timedelta(days=n), value) for n, value in ((0, 0), (3, 10), (29, 5))]
    found = plot(days, low=0, high=10, ticks=[0, 5, 10])
    assert [dot.y for dot in found.dots] == [found.base, 14, (found.base + 14) // 2]
    assert (found.dots[0].x, found.dots[-1].x) == (found.left, found.right)
    assert found.line.count(" ") == 2
    assert plot([], low=0, high=10, ticks=[]) is None
    assert plot(days[:1], low=0, high=10, ticks=[0]).dots[0].x == found.left
    with pytest.raises(ValueError, match="not between"):
        plot([(TODAY, 11)], low=0, high=10, ticks=[])
