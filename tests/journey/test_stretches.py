"""Days that stay: whatever day a person names, the days before and after it are kept."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from journey.stretches import Span, begin_again, sums

START = date(2024, 1, 1)


@st.composite
def histories(draw) -> list[Span]:
    """Stretches one after another, some with days between, the last one going on."""
    day, spans = START, []
    for _ in range(draw(st.integers(0, 4))):
        end = day + timedelta(days=draw(st.integers(1, 200)))
        spans.append(Span(day, end))
        day = end + timedelta(days=draw(st.integers(0, 20)))
    return [*spans, Span(day)]


def counted_days(spans, today) -> set[date]:
    """Each day that is counted, by its date: another reckoning of the same."""
    return {span.began_on + timedelta(days=n) for span in spans for n in range(span.days(today)) if n >= 0}


@given(histories(), st.integers(0, 400), st.integers(0, 1200), st.integers(0, 30))
def test_only_the_days_between_are_not_counted(spans, after, used, gap):
    today = spans[-1].began_on + timedelta(days=after)
    used_on = START + timedelta(days=used)
    again_on = used_on + timedelta(days=gap)
    assume(again_on <= today)
    assume(any(span.holds(used_on) for span in spans))
    new = begin_again(spans, used_on, again_on)
    gone = {used_on + timedelta(days=n) for n in range(gap)}
    assert counted_days(new, today) == counted_days(spans, today) - gone
    assert sums(new, today).total == sums(spans, today).total - len(counted_days(spans, today) & gone)
    assert new == sorted(new, key=lambda each: each.began_on)
    assert [span.ended_on for span in new].count(None) == 1
    assert all(span.ended_on is None or span.began_on < span.ended_on for span in new)
    assert all(one.ended_on <= two.began_on for one, two in pairwise(new))


def test_the_longest_and_the_total_stay():
    spans = begin_again([Span(date(2026, 1, 1))], date(2026, 6, 1), date(2026, 6, 3))
    assert spans == [Span(date(2026, 1, 1), date(2026, 6, 1)), Span(date(2026, 6, 3))]
    found = sums(spans, date(2026, 6, 13))
    assert (found.now, found.total, found.longest, found.stretches) == (10, 161, 151, 2)


def test_counting_from_one_adds_one_to_the_stretch_that_goes_on():
    spans = [Span(date(2026, 1, 1), date(2026, 1, 11)), Span(date(2026, 1, 11))]
    assert sums(spans, date(2026, 1, 11), first_day=0).now == 0
    assert sums(spans, date(2026, 1, 11), first_day=1).now == 1
    assert sums(spans, date(2026, 1, 11), first_day=1).total == 11


def test_on_the_very_first_day_counting_only_moves():
    assert begin_again([Span(START)], START, START) == [Span(START)]
    assert begin_again([Span(START)], START, START + timedelta(days=2)) == [Span(START + timedelta(days=2))]


@pytest.mark.parametrize("used_on", [START - timedelta(days=1), date(2024, 1, 15)])
def test_a_day_of_no_stretch_is_named(used_on):
    spans = [Span(START, date(2024, 1, 10)), Span(date(2024, 1, 20))]
    with pytest.raises(ValueError, match="No stretch"):
        begin_again(spans, used_on, used_on)


def test_nobody_begins_again_before():
    with pytest.raises(ValueError, match="before the day"):
        begin_again([Span(START)], START + timedelta(days=5), START)
